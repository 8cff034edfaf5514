"""A clause of a check that does not hold: what was expected, and what was seen instead."""

from typing import Any

from course.lab import Answer

LONGEST = 300
"""So many characters of what was seen are shown."""


class Broken(Exception):
    """A clause does not hold. Raised by steps and checks; the referee makes a verdict of it."""

    def __init__(self, clause: str, expected: str, happened: str, advice: str = "") -> None:
        super().__init__(f"{clause}: expected {expected}; {happened}")
        self.clause = clause
        self.expected = expected
        self.happened = happened
        self.advice = advice


class Meddled(Broken):
    """The lab was changed behind the referee's back. There is nothing to be shown of such a run."""


class Stuck(Broken):
    """It did not come to an end. To run it again would take as long again."""


def shown(value: Any) -> str:
    """A value, short and on one line, whatever it is."""
    try:
        written = repr(value)
    except Exception as error:  # it is the learner's own: whatever it raises is told
        return f"a {type(value).__name__} whose repr fails with {type(error).__name__}"
    return in_short(written)


def in_short(text: str) -> str:
    """One line, cut where it is long."""
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


def told(answer: Answer) -> str:
    """What came back, and what went wrong inside: ``500, as statistics raised KeyError ...``."""
    if answer.status is None:
        return f"no answer came: {answer.problem}"
    if answer.failures:
        raised = in_short(repr(answer.failures[-1]))
        return f"{answer.status} came back, because {raised}"
    return f"{answer.status} came back, with {shown(answer.body)}"


def same(clause: str, what: str, found: Any, expected: Any, advice: str = "") -> None:
    """Two plain values must be the same, and of the same kind: 1 is not True."""
    if type(found) is not type(expected) or found != expected:
        raise Broken(clause, f"{what}: {shown(expected)}", f"it was {shown(found)}", advice)
