"""What ``python3 -m course test`` proves: style, types, tests, every stored output.

Each step is one command, so that a person can type it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from course.door.place import NOTEBOOKS, PROJECT

PYTHON = sys.executable
# Several run at the same time, and they must not write into one another's cache.
PYTEST = [PYTHON, "-m", "pytest", "-rfEs", "-p", "no:cacheprovider"]
# Never shuffled: cells make sense in their order only. nbval's own code is not ours to make
# free of warnings.
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", "-p", "no:randomly"]
NBVAL += ["-W", "default"]
# Loading nbval takes two seconds, which a step without notebooks need not spend.
TESTS = [*PYTEST, "-p", "no:nbval"]
# Folders of tests that are steps of their own, with their seconds. All others are one step.
PARTS = {"study": 120, "browser": 110, "lab": 90, "claims": 60, "door": 50, "shop": 25}
# Whatever else a machine does, and it may be a slice of a larger one, makes a figure worse. What is
# too slow by itself is so three times.
MEASURED = [*TESTS, "--reruns=2", "--only-rerun=AssertionError"]
SHUFFLES = (1, 2, 3)
RUNS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to prove, by one command, and about how many seconds it takes of one core.

    The seconds only put the long steps before the short ones, so a rough figure is enough.
    """

    name: str
    command: list[str]
    seconds: int = 0


def first() -> list[Step]:
    """What has to be done before all else.

    The first time on a machine, matplotlib looks through its fonts. If that takes more than five
    seconds it says so: in a cell, that is an output that is not stored.
    """
    return [Step("fonts", [PYTHON, "-c", "import matplotlib.font_manager"])]


def side_by_side(solved: Path) -> list[Step]:
    """What two cores do at once, the longest first: so both are busy until the end.

    ``solved`` is a folder for the solved copies of the notebooks.
    """
    queue = [
        *tests(),
        *notebooks(),
        Step("solutions", [PYTHON, "-m", "course", "solutions", str(solved)], 140),
        Step("mypy", [PYTHON, "-m", "mypy"], 30),
        Step("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
        Step("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    ]
    return sorted(queue, key=lambda step: step.seconds, reverse=True)


def tests() -> list[Step]:
    """All tests but those that measure, each in one step. A new folder is among the others."""
    chosen = ["-m", "not long and not quiet"]
    elsewhere = [f"--ignore=tests/{part}" for part in (*PARTS, "benchmarks")]
    return [
        Step("other tests", [*TESTS, "tests", *elsewhere, *chosen], 150),
        *(
            Step(f"tests/{part}", [*TESTS, f"tests/{part}", *chosen], seconds)
            for part, seconds in PARTS.items()
        ),
    ]


def notebooks() -> list[Step]:
    """Every notebook once, in two steps: the last ones are long, so there are fewer of them."""
    paths = [str(path.relative_to(PROJECT)) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    return [
        Step(name, [*PYTEST, *NBVAL, *part], 75)
        for name, part in (("first notebooks", paths[:8]), ("last notebooks", paths[8:]))
    ]


def alone(long: bool) -> list[Step]:
    """What comes afterwards, one after another, because what is measured needs a quiet machine."""
    steps = [
        Step("benchmarks", [*MEASURED, "tests/benchmarks"]),
        Step("quick browser", [*MEASURED, "tests/browser", "-m", "quiet and not long"]),
    ]
    if long:
        steps.append(Step("long tests", [*MEASURED, "tests", "-m", "long"]))
        for seed in SHUFFLES:
            shuffled = ["-p", "randomly", f"--randomly-seed={seed}"]
            chosen = ["-m", "not long and not browser"]
            steps.append(Step(f"shuffled {seed}", [*TESTS, "tests", *shuffled, *chosen]))
    return steps


def runs(folder: Path) -> list[Step]:
    """All notebooks twenty times. ``folder`` is where the runs leave what they gave."""
    again = [PYTHON, "-m", "course.door.again"]
    return [
        Step(f"run {seed} of {RUNS}", [*again, str(seed), str(folder)])
        for seed in range(1, RUNS + 1)
    ]
