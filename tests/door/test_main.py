"""The command itself: quick to import, at home on a bare Python, clear about a wrong one."""

import os
import subprocess
import sys

import pytest

from course import __main__ as door
from course.door import commands, environment
from course.door.place import PROJECT, DoorError

MILLISECONDS_TO_IMPORT = 50
# All that runs before the packages are there. -S -I: no packages, nothing of this person's.
BARE = f"""
import sys, time
sys.path.insert(0, {str(PROJECT)!r})
start = time.perf_counter()
import course
took = time.perf_counter() - start
import course.__main__, course.door.commands, course.door.doctor
import course.door.prove, course.door.steps
others = {{name.split(".")[0] for name in sys.modules}} - set(sys.stdlib_module_names)
print(took * 1000, *sorted(others - {{"__main__", "course"}}))
"""


def bare() -> list[str]:
    command = [sys.executable, "-I", "-S", "-c", BARE]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_the_door_needs_nothing_but_python():
    _, *others = bare()
    assert [name for name in others if not name.startswith("_")] == []


def test_course_is_imported_quickly():
    assert min(float(bare()[0]) for _ in range(3)) < MILLISECONDS_TO_IMPORT


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 15, 0), (2, 7, 18)])
def test_a_python_that_is_too_old_or_too_new_is_named(version, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", version)
    assert door.main([]) == 1
    assert "The course needs Python 3.11 to 3.14; this is" in capsys.readouterr().err


def test_a_python_that_would_do_is_suggested(monkeypatch, capsys, tmp_path):
    (tmp_path / "python3.12").touch(mode=0o755)
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    monkeypatch.setenv("PATH", str(tmp_path))
    door.main([])
    assert "Run `python3.12 -m course`." in capsys.readouterr().err


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        door.main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert all(
        word in out
        for word in ("board", "test", "doctor", "refresh", "web", "guide", "--no-browser")
    )


def test_trouble_is_told_without_a_traceback(monkeypatch, capsys):
    def trouble(options, argv):
        raise DoorError("It is raining. Take an umbrella.")

    monkeypatch.setattr(commands, "run", trouble)
    assert door.main([]) == 1
    assert capsys.readouterr().err == "\nIt is raining. Take an umbrella.\n"


def test_an_interruption_ends_quietly(monkeypatch, capsys):
    def interrupted(options, argv):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run", interrupted)
    assert door.main([]) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "extras"),
    [
        (["test"], ("test",)),
        (["refresh"], ()),
        (["web", "trace.json"], ()),
        (["guide", "03"], ()),
        (["board"], ()),
        (["board", "--no-browser"], ()),
        ([], ()),
        (["--no-browser"], ()),
    ],
)
def test_each_command_sees_to_its_environment_first(argv, extras, monkeypatch):
    entered = []

    def enter(argv, *extras):
        entered.append((argv, extras))
        raise DoorError("far enough")

    monkeypatch.setattr(environment, "enter", enter)
    assert door.main(argv) == 1
    assert entered == [(argv, extras)]


def test_away_from_its_notebooks_it_says_where_it_belongs(tmp_path):
    copy = tmp_path / "copy" / "course" / "door"
    copy.mkdir(parents=True)
    for name in ("__init__", "commands", "environment", "installer", "packages", "place"):
        (copy / f"{name}.py").write_bytes((PROJECT / f"course/door/{name}.py").read_bytes())
    for name in ("__init__", "__main__"):
        (copy.parent / f"{name}.py").write_bytes((PROJECT / f"course/{name}.py").read_bytes())
    answer = subprocess.run(
        [sys.executable, "-m", "course"],
        cwd=tmp_path / "copy",
        env={name: os.environ[name] for name in os.environ if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert answer.returncode == 1
    assert "change into that folder" in answer.stderr
    assert "Traceback" not in answer.stderr
