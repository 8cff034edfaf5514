"""What is proved: nothing is left out, and nothing runs twice."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from course.door import steps
from course.door.place import NOTEBOOKS, PROJECT

FOLDER = Path("folder")


def all_steps():
    return [
        *steps.first(),
        *steps.side_by_side(FOLDER),
        *steps.alone(long=True),
        *steps.runs(FOLDER),
    ]


def test_each_has_a_name_of_its_own():
    names = [step.name for step in all_steps()]
    assert len(set(names)) == len(names)


def test_the_long_ones_begin_first_so_that_none_is_left_over_at_the_end():
    seconds = [step.seconds for step in steps.side_by_side(FOLDER)]
    assert seconds == sorted(seconds, reverse=True)
    assert max(seconds) < sum(seconds) / 4


def test_a_fresh_machine_knows_its_fonts_before_a_notebook_draws(tmp_path):
    (fonts,) = steps.first()
    subprocess.run(fonts.command, env=os.environ | {"MPLCONFIGDIR": str(tmp_path)}, check=True)
    assert list(tmp_path.glob("fontlist-*.json"))


def test_every_notebook_is_compared_once_strictly_in_the_running_environment():
    commands = [step.command for step in steps.notebooks()]
    for command in commands:
        assert {"--nbval", "--nbval-current-env"} <= set(command)
        assert "--nbval-lax" not in command
    compared = [word for command in commands for word in command if word.endswith(".ipynb")]
    assert sorted(compared) == sorted(
        f"notebooks/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")
    )


def test_every_folder_of_tests_is_run_once():
    other, *parts = [step.command for step in steps.tests()]
    named = [word for command in parts for word in command if word.startswith("tests/")]
    left_out = [word.removeprefix("--ignore=") for word in other if word.startswith("--ignore=")]
    assert "tests" in other
    assert sorted(left_out) == sorted([*named, "tests/benchmarks"])
    assert all((PROJECT / folder).is_dir() for folder in left_out)


def test_what_is_measured_has_the_machine_to_itself():
    for step in steps.tests():
        assert step.command[-2:] == ["-m", "not long and not quiet"]
        assert "tests/benchmarks" not in step.command
    benchmarks, browser = [step.command for step in steps.alone(long=False)]
    assert "tests/benchmarks" in benchmarks
    assert {"--reruns=2", "--only-rerun=AssertionError"} <= set(benchmarks) & set(browser)
    assert not [word for step in steps.tests() for word in step.command if "rerun" in word]
    assert browser[-3:] == ["tests/browser", "-m", "quiet and not long"]
    marked = [
        path.parent.name
        for path in (PROJECT / "tests").rglob("test_*.py")
        if re.search(r"^(@|pytestmark = )pytest\.mark\.quiet", path.read_text("utf-8"), re.M)
    ]
    assert set(marked) == {"browser"}, "a test marked quiet elsewhere would never run"


def test_long_only_adds():
    short, long = steps.alone(long=False), steps.alone(long=True)
    assert long[: len(short)] == short
    assert "long tests" in [step.name for step in long]


def test_twenty_runs_each_have_a_seed_of_their_own():
    seeds = [step.command[-2] for step in steps.runs(FOLDER)]
    assert len(set(seeds)) == 20


@pytest.mark.long
def test_shuffling_is_understood_by_pytest(tmp_path):
    (tmp_path / "test_some.py").write_text("def test_some(): pass\n")
    shuffled = next(step for step in steps.alone(long=True) if step.name.startswith("shuffled"))
    command = [str(tmp_path) if word == "tests" else word for word in shuffled.command]
    done = subprocess.run(
        [*command, "--collect-only"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert "Using --randomly-seed=1" in done.stdout
    assert done.returncode == 0
