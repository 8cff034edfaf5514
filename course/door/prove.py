"""The proof: style, types, tests and every stored output of the notebooks.

The steps run in two lanes side by side, as most machines have two cores; the benchmarks run
after them, alone, because their ratios need a quiet machine.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from course.door.place import PROJECT

PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-rs"]
# Never shuffled: cells make sense in their order only.
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=60", "-p", "no:randomly"]
# A second pytest at the same time must not write into the first one's cache; nbval's
# own code is not ours to make free of warnings.
BESIDE = ["-p", "no:cacheprovider", "-W", "default"]
SHUFFLES = (1, 2, 3)
SECONDS_PER_STEP = 1800  # far above the longest; a step that hangs is to fail, not to hang CI


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to prove, by one command."""

    name: str
    command: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: its exit code, how long it took in seconds, its last line."""

    step: Step
    code: int
    seconds: float
    closing: str


def run(long: bool) -> int:
    """Run all steps, a failed one does not stop the others; 0 when every one passed."""
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="course-ipython-") as ipython,
        tempfile.TemporaryDirectory(prefix="course-solved-") as solved,
    ):
        variables = os.environ | {"IPYTHONDIR": ipython, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        stage = Stage(variables)
        with ThreadPoolExecutor(2) as pool:
            lanes = list(pool.map(stage.lane, (style_and_notebooks(solved), tests())))
        outcomes = [*lanes[0], *lanes[1], *stage.lane(alone(long))]
    return report(outcomes, time.monotonic() - started)


def style_and_notebooks(solved: str) -> list[Step]:
    """The first lane; ``solved`` is a folder for the solved copies of the notebooks."""
    return [
        Step("ruff check", [PYTHON, "-m", "ruff", "check", "."]),
        Step("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("mypy", [PYTHON, "-m", "mypy"]),
        Step("notebooks", [*PYTEST, *NBVAL, *BESIDE, "notebooks"]),
        Step("solutions", [PYTHON, "-m", "course", "solutions", solved]),
    ]


def tests() -> list[Step]:
    """The second lane."""
    return [Step("tests", [*PYTEST, "tests", "--ignore=tests/benchmarks"])]


def alone(long: bool) -> list[Step]:
    """What runs last, with the machine to itself."""
    steps = []
    if (PROJECT / "tests" / "benchmarks").exists():
        steps.append(Step("benchmarks", [*PYTEST, "tests/benchmarks"]))
    if long:
        steps.append(Step("long tests", [*PYTEST, "tests", "-m", "long"]))
        for seed in SHUFFLES:
            shuffled = [
                "-p",
                "randomly",
                f"--randomly-seed={seed}",
                "-m",
                "not long and not browser",
            ]
            steps.append(Step(f"shuffled {seed}", [*PYTEST, "tests", *shuffled]))
    return steps


class Stage:
    """Runs steps and shows the output of each in one piece, when it ends."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self.printing = Lock()

    def lane(self, steps: list[Step]) -> list[Outcome]:
        """Run steps one after another."""
        return [self.outcome(step) for step in steps]

    def outcome(self, step: Step) -> Outcome:
        """Run one step."""
        started = time.monotonic()
        self.say(f"... {step.name}: {' '.join(['python', *step.command[1:]])}")
        # A file, not a pipe: a pipe stays open as long as anything the step has started lives.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as record:
            try:
                code = subprocess.run(
                    step.command,
                    cwd=PROJECT,
                    env=self.variables,
                    stdin=subprocess.DEVNULL,
                    stdout=record,
                    stderr=subprocess.STDOUT,
                    timeout=SECONDS_PER_STEP,
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                code = 1
                record.seek(0, os.SEEK_END)
                record.write(f"\nEnded: it took more than {SECONDS_PER_STEP} s.")
            record.seek(0)
            output = record.read().strip()
        self.say(f"\n--- {step.name} " + "-" * (74 - len(step.name)) + f"\n{output}\n")
        seconds = time.monotonic() - started
        return Outcome(step, code, seconds, output.rpartition("\n")[2])

    def say(self, text: str) -> None:
        """Print without a line of the other lane in between."""
        with self.printing:
            print(text, flush=True)


def report(outcomes: list[Outcome], seconds: float) -> int:
    """Print the summary; last come pytest's own closing lines."""
    print(f"--- summary: {seconds:.0f} s " + "-" * 60)
    for outcome in outcomes:
        verdict = "FAILED" if outcome.code else "ok"
        print(f"{verdict:<7} {outcome.step.name:<12} {outcome.seconds:6.1f} s")
    failed = [outcome.step.name for outcome in outcomes if outcome.code]
    print(f"Failed: {', '.join(failed)}." if failed else "Everything holds.")
    for outcome in outcomes:
        if "pytest" in outcome.step.command:
            print(f"{outcome.step.name}:\n{outcome.closing}")
    return 1 if failed else 0
