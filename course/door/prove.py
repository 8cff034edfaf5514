"""Runs the steps of the proof, two at a time, and says in the end which of them failed.

Two workers take the steps from one queue, the longest first, so that both cores are busy until
it is empty. What is measured comes afterwards, alone, because it needs a quiet machine.
"""

import os
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from course.door import steps
from course.door.place import PROJECT
from course.door.steps import Step

AT_ONCE = 2  # most machines have two cores; what needs a quiet one comes afterwards
SECONDS_PER_STEP = 1800  # far above the longest; a step that hangs is to fail, not to hang CI


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: its exit code, how long it took in seconds, what it printed."""

    step: Step
    code: int
    seconds: float
    output: str

    @property
    def closing(self) -> str:
        """Pytest's last line, and above it what it says of each test that failed."""
        *lines, last = self.output.splitlines() or [""]
        failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
        return "\n".join([*failed, last])


def run(long: bool) -> int:
    """Run all steps, a failed one does not stop the others; 0 when every one passed."""
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="course-ipython-") as ipython,
        tempfile.TemporaryDirectory(prefix="course-proof-") as folder,
    ):
        variables = os.environ | {"IPYTHONDIR": ipython, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        stage = Stage(variables)
        outcomes = [stage.outcome(step) for step in steps.first()]
        outcomes += stage.side_by_side(steps.side_by_side(Path(folder, "solved")))
        outcomes += [stage.outcome(step) for step in steps.alone(long)]
        if long:
            outcomes += stage.side_by_side(steps.runs(Path(folder, "runs")))
    return report(outcomes, time.monotonic() - started)


class Stage:
    """Runs steps and shows the output of each in one piece, when it ends."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self.printing = Lock()

    def side_by_side(self, queue: list[Step]) -> list[Outcome]:
        """Run steps in their order: whichever core is free takes the next."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self.outcome, queue))

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
        return Outcome(step, code, seconds, output)

    def say(self, text: str) -> None:
        """Print without a line of another step in between."""
        with self.printing:
            print(text, flush=True)


def report(outcomes: list[Outcome], seconds: float) -> int:
    """Print the summary; last comes what pytest itself says in closing."""
    print(f"--- summary: {seconds:.0f} s " + "-" * 60)
    for outcome in outcomes:
        verdict = "FAILED" if outcome.code else "ok"
        print(f"{verdict:<7} {outcome.step.name:<14} {outcome.seconds:6.1f} s")
    failed = [outcome.step.name for outcome in outcomes if outcome.code]
    print(f"Failed: {', '.join(failed)}." if failed else "Everything holds.")
    for outcome in outcomes:
        if "pytest" in outcome.step.command:
            print(f"{outcome.step.name}:\n{outcome.closing}")
    return 1 if failed else 0
