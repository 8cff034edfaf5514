"""Sees when the lab is changed behind the referee's back, and puts back what can be put back."""

import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course.lab import Lab
from course.study.referee.broken import Broken, Meddled
from course.study.referee.step import Step
from course.views.player.tables import tables

LEAVES_ALONE = "leaves the lab alone"
EXPECTED = "your code changes nothing but what its ports give it"
ADVICE = (
    "The lab is the world that your code lives in: let the code do its work with its ports, and "
    "leave the rest to the check."
)
_OWN = "course.study"

Place = tuple[Any, str]


def meddled(what: str) -> Meddled:
    """Something was changed that is not the learner's."""
    return Meddled(LEAVES_ALONE, EXPECTED, what, ADVICE)


@contextmanager
def code_sealed() -> Iterator[Callable[[], None]]:
    """While open, what is replaced in the course's modules and classes is noticed.

    Gives a function that raises ``Meddled`` if something was. In the end all is put back.
    """
    before = dict(_contents())

    def replaced() -> list[tuple[Place, Any]]:
        return [
            (place, original)
            for place, original in before.items()
            if place[0].__dict__.get(place[1], None) is not original
        ]

    def check() -> None:
        found = replaced()
        if found:
            (owner, name), _ = found[0]
            raise meddled(f"{owner.__name__}.{name} was replaced while your code ran")

    try:
        yield check
    finally:
        for (owner, name), original in replaced():
            setattr(owner, name, original)


def _contents() -> Iterator[tuple[Place, Any]]:
    """What the course defines, and where: module or class, and name."""
    for module_name, module in list(sys.modules.items()):
        if module_name.partition(".")[0] != "course":
            continue
        for name, value in list(vars(module).items()):
            if name.startswith("__"):
                continue
            yield (module, name), value
            if inspect.isclass(value) and value.__module__ == module_name:
                for attribute, content in list(vars(value).items()):
                    if callable(content) or isinstance(content, property):
                        yield (value, attribute), content


class Seal:
    """What a lab is like from outside: its services, its network, and what is down."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._facts = _facts(lab)
        self._marks = _marks(lab)

    @contextmanager
    def around(self, step: Step) -> Iterator[None]:
        """While open, only a trouble may change anything. Else raises ``Meddled``."""
        if not step.is_trouble:
            with self.checked():
                yield
            return
        self._check_marks()
        yield
        self._facts, self._marks = _facts(self._lab), _marks(self._lab)

    @contextmanager
    def checked(self) -> Iterator[None]:
        """While open, nothing may change. ``Meddled`` goes before all else that is wrong."""
        try:
            yield
        except Broken:
            self._check()
            self._check_marks()
            raise
        self._check()

    @contextmanager
    def ended(self) -> Iterator[None]:
        """The last look, at everything."""
        with self.checked():
            yield
        self._check_marks()

    def _check(self) -> None:
        for what, value in _facts(self._lab).items():
            if value != self._facts.get(what):
                raise meddled(f"{what} changed, and the check had not asked for it")

    def _check_marks(self) -> None:
        if _marks(self._lab) != self._marks:
            raise meddled("something went down or came up, and the check had not asked for it")


def _facts(lab: Lab) -> dict[str, object]:
    facts: dict[str, object] = {"the list of services": tuple(lab.services)}
    facts |= {f"the service {name}": each.function for name, each in lab.services.items()}
    names = ("client", *lab.services)
    for caller in names:
        for callee in names:
            link = lab.link(caller, callee)
            setting = (link.latency_ns, link.jitter_ms, link.failure_rate)
            facts[f"the way from {caller} to {callee}"] = setting
    return facts


def _marks(lab: Lab) -> int:
    """How often something went down or came up; a crash at a point was asked for earlier."""
    return sum(
        span.name in ("down", "up") and "lab.point" not in span.attributes for span in lab.trace
    )


def check_tables(lab: Lab, but: set[str]) -> None:
    """Raise ``Meddled`` where rows are not as the trace says they were written.

    ``but`` are the services that were handed in, whose own rows are their own business.
    """
    told: dict[str, Counter[str]] = {}
    now = max((span.end for span in lab.trace), default=0)
    for table in tables(lab.trace):
        rows = Counter(_row(row) for row in table.rows(now))
        told[f"{table.database}: {table.name}"] = rows
    for name, service in lab.services.items():
        if service.database is None or service.database.owner != name or name in but:
            continue
        if service.database.store.in_transaction:
            continue  # its rows are half written: nothing of them is committed, nor in the trace
        for table_name, found in lab.tables(name).items():
            rows = told.get(f"{service.database.name}: {table_name}", Counter())
            if Counter(_row(row) for row in found) != rows:
                raise meddled(f"rows of {table_name} in {name}.db changed, and no statement did it")


def _row(row: Any) -> str:
    return repr(sorted((name, value) for name, value in row.items()))
