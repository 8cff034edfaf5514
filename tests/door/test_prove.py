"""``python3 -m course test``: what it runs, and that it fails when anything fails."""

import os
import subprocess
import sys

import pytest

from course.door import prove, steps
from course.door.place import PROJECT
from course.door.steps import Step


def step(name, code):
    return Step(name, [sys.executable, "-c", code])


@pytest.fixture
def run(monkeypatch):
    """Prove what the test names instead of the real steps."""

    monkeypatch.setattr(prove, "SECONDS_PER_STEP", 60)

    def replaced(beside, alone=(), runs=(), *, long=False):
        monkeypatch.setattr(steps, "first", list)
        monkeypatch.setattr(steps, "side_by_side", lambda solved: list(beside))
        monkeypatch.setattr(steps, "alone", lambda long: list(alone))
        monkeypatch.setattr(steps, "runs", lambda folder: list(runs))
        return prove.run(long=long)

    return replaced


def test_all_that_passes_is_a_success(run, capsys):
    assert run([step("one", "print('first')"), step("two", "print('second')")]) == 0
    out = capsys.readouterr().out
    assert "first" in out
    assert "second" in out
    assert "Everything holds." in out


def test_one_failure_fails_it_and_does_not_stop_the_others(run, capsys):
    beside = [step("bad", "raise SystemExit(3)"), step("next", "print('still run')")]
    assert run(beside, [step("last", "print('at the end')")]) == 1
    out = capsys.readouterr().out
    assert "still run" in out
    assert "at the end" in out
    assert "Failed: bad." in out


def test_two_steps_run_at_once_and_the_next_as_soon_as_one_has_ended(run, tmp_path):
    """A step that says it has begun, and ends when another one says so too."""

    def begun_until(name, other):
        mine, others = tmp_path / name, tmp_path / other
        begun = f"import os, threading; open({str(mine)!r}, 'x')\n"
        waits = f"while not os.path.exists({str(others)!r}): threading.Event().wait(0.01)"
        return step(name, begun + waits)

    beside = [begun_until("one", "two"), begun_until("two", "three"), begun_until("three", "two")]
    assert run(beside) == 0


def test_what_needs_a_quiet_machine_runs_when_all_others_have_ended(run, tmp_path):
    note = tmp_path / "note"
    wrote = f"open({str(note)!r}, 'a').write('beside ')"
    beside = [step(str(number), wrote) for number in range(3)]
    read = f"import sys; sys.exit(open({str(note)!r}).read() != 'beside ' * 3)"
    assert run(beside, [step("quiet", read)]) == 0


def test_the_last_lines_are_pytests_own(run, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "test_some.py").write_text("def test_some(): pass\n")
    assert run([Step("some", [*steps.PYTEST, str(tmp_path)]), step("other", "")]) == 0
    assert "1 passed in" in capsys.readouterr().out.splitlines()[-1]


def test_what_failed_is_named_once_more_at_the_end(run, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "test_some.py").write_text("def test_some(): assert 1 == 2\n")
    assert run([Step("some", [*steps.PYTEST, str(tmp_path)]), step("other", "")]) == 1
    named, last = capsys.readouterr().out.splitlines()[-2:]
    assert named.startswith("FAILED ")
    assert "test_some.py::test_some" in named
    assert "1 failed in" in last


def test_a_step_that_hangs_fails(run, capsys, monkeypatch):
    monkeypatch.setattr(prove, "SECONDS_PER_STEP", 0.2)
    assert run([step("hang", "import threading; threading.Event().wait()")]) == 1
    assert "Ended: it took more than 0.2 s." in capsys.readouterr().out


def test_no_test_at_all_is_a_failure(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    assert run([Step("none", [*steps.PYTEST, str(tmp_path)])]) == 1


def test_the_twenty_runs_are_only_for_the_long_proof(run, capsys):
    runs = [step("a run", "raise SystemExit(1)")]
    assert run([], [], runs) == 0
    assert run([], [], runs, long=True) == 1
    assert "Failed: a run." in capsys.readouterr().out


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
