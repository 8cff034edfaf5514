"""``python3 -m course test``: what it runs, and that it fails when anything fails."""

import os
import subprocess
import sys

import pytest

from course.door import prove
from course.door.place import PROJECT


def step(name, code):
    return prove.Step(name, [sys.executable, "-c", code])


@pytest.fixture
def steps(monkeypatch):
    """Replace the real steps, lane by lane."""

    def replace(first, second, last):
        monkeypatch.setattr(prove, "style_and_notebooks", lambda solved: first)
        monkeypatch.setattr(prove, "tests", lambda: second)
        monkeypatch.setattr(prove, "alone", lambda long: last)

    return replace


def test_all_that_passes_is_a_success(steps, capsys):
    steps([step("one", "print('first')")], [step("two", "print('second')")], [])
    assert prove.run(long=False) == 0
    out = capsys.readouterr().out
    assert "first" in out
    assert "second" in out
    assert "Everything holds." in out


def test_one_failure_fails_it_and_does_not_stop_the_others(steps, capsys):
    steps(
        [step("bad", "raise SystemExit(3)"), step("next", "print('still run')")],
        [step("good", "")],
        [step("last", "print('at the end')")],
    )
    assert prove.run(long=False) == 1
    out = capsys.readouterr().out
    assert "still run" in out
    assert "at the end" in out
    assert "Failed: bad." in out


def test_the_last_lines_are_pytests_own(steps, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "test_some.py").write_text("def test_some(): pass\n")
    some = prove.Step("some", [*prove.PYTEST, "-p", "no:cacheprovider", str(tmp_path)])
    steps([some], [step("other", "")], [])
    assert prove.run(long=False) == 0
    assert "1 passed in" in capsys.readouterr().out.splitlines()[-1]


def test_a_step_that_hangs_fails(steps, capsys, monkeypatch):
    monkeypatch.setattr(prove, "SECONDS_PER_STEP", 0.2)
    steps([step("hang", "import threading; threading.Event().wait()")], [], [])
    assert prove.run(long=False) == 1
    assert "Ended: it took more than 0.2 s." in capsys.readouterr().out


def test_no_test_at_all_is_a_failure(steps, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    steps([prove.Step("none", [*prove.PYTEST, "-p", "no:cacheprovider", str(tmp_path)])], [], [])
    assert prove.run(long=False) == 1


def test_every_notebook_is_compared_strictly_in_the_running_environment():
    (notebooks,) = [
        step for step in prove.style_and_notebooks("solved") if step.name == "notebooks"
    ]
    assert {"--nbval", "--nbval-current-env", "notebooks"} <= set(notebooks.command)
    assert "--nbval-lax" not in notebooks.command


def test_long_only_adds():
    short, long = prove.alone(long=False), prove.alone(long=True)
    assert long[: len(short)] == short
    assert "long tests" in [step.name for step in long]


@pytest.mark.long
def test_shuffling_is_understood_by_pytest(tmp_path):
    (tmp_path / "test_some.py").write_text("def test_some(): pass\n")
    shuffled = [step for step in prove.alone(long=True) if step.name.startswith("shuffled")]
    for each in shuffled[:1]:
        command = [*each.command, "-p", "no:cacheprovider", "--collect-only"]
        command[command.index("tests")] = str(tmp_path)
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert "Using --randomly-seed=1" in done.stdout
        assert done.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason=".ci/run is for Linux")
def test_ci_installs_a_browser_where_there_is_none_and_then_proves(tmp_path):
    record = tmp_path / "record"

    def program(name, text):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)

    def ci():
        record.write_text("")
        done = subprocess.run(
            ["/bin/bash", PROJECT / ".ci" / "run"],
            env={"PATH": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, record.read_text().splitlines(), done.stderr

    program("dirname", 'exec /usr/bin/dirname "$@"')
    program("python3", f'echo "python3 $* CI=$CI" >> {record}')
    code, calls, said = ci()
    assert (code, calls) == (1, [])
    assert "needs Chromium" in said

    program("apt-get", f'echo "apt-get $1" >> {record}')
    code, calls, _ = ci()
    assert code == 0
    assert calls[:2] == ["apt-get update", "apt-get install"]
    assert calls[-1] == "python3 -m course test CI=true"

    program("apt-get", "exit 100")
    assert ci()[0] == 1

    program("chromium", "")
    code, calls, _ = ci()
    assert (code, calls[-1]) == (0, "python3 -m course test CI=true")
