"""Running an installer: what is shown meanwhile, and what is said when it fails."""

import sys

import pytest

from course.door import installer
from course.door.place import DoorError


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_it_says_what_it_does_and_how_long_it_took(tmp_path, capsys):
    installer.run(python("print('hello')"), tmp_path / "log", "saying hello")
    assert capsys.readouterr().out.splitlines() == [
        "  saying hello ...",
        "  saying hello: done in 0 s",
    ]
    assert (tmp_path / "log").read_text() == "hello\n"


def test_in_a_terminal_one_line_moves(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    installer.run(python(""), tmp_path / "log", "doing nothing")
    out = capsys.readouterr().out
    assert "\r  doing nothing: 0 s" in out
    assert out.count("\n") == 1


@pytest.mark.parametrize(
    ("log", "shown"),
    [
        ("Looking\nCollecting a\nCollecting b\n", ", 2 packages found"),
        ("\nCollecting a\nInstalling collected packages: a\n", ", unpacking"),
        ("", ""),
    ],
)
def test_pips_log_tells_how_far_it_is(log, shown, tmp_path):
    (tmp_path / "log").write_text(log)
    assert installer.progress(tmp_path / "log") == shown


def test_a_python_without_venv_is_told_apart(tmp_path):
    log = tmp_path / "log"
    log.write_text("The virtual environment was not created because ensurepip is not available")
    error = installer.explain(["python3", "-m", "venv", ".venv"], 1, log)
    assert "apt install python3-venv" in str(error)


def test_an_interruption_takes_the_installer_along(tmp_path, monkeypatch):
    started = []

    def interrupted(process, timeout=None):
        if not started:
            started.append(process)
            raise KeyboardInterrupt
        return wait(process, timeout)

    wait = installer.subprocess.Popen.wait
    monkeypatch.setattr(installer.subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        installer.run(python("import time; time.sleep(60)"), tmp_path / "log", "x")
    assert started[0].returncode is not None


def test_a_failure_shows_the_last_lines_and_the_code(tmp_path):
    lines = "for n in range(20): print('line', n)"
    with pytest.raises(DoorError) as failure:
        installer.run(python(f"{lines}\nraise SystemExit(7)"), tmp_path / "log", "failing")
    assert "code 7" in str(failure.value)
    assert "line 19" in str(failure.value)
    assert "line 13" not in str(failure.value)
