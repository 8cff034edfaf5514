"""Events on their way into a log: checked, all together where that is quick, and taken apart."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from course.lab.bus.subjects import check_subject
from course.lab.errors import BadEvent, BadSetting
from course.ports import Event

Name = tuple[str, str]
"""The source and the id of an event that was given one."""


class Lines(NamedTuple):
    """A line for each event, by columns."""

    types: list[int]
    """The numbers of their types."""
    stored: list[tuple[Any, ...]]
    """What is stored of them beside the types."""
    names: list[Name | None]
    """The name of each that was given one."""

    def at(self, places: Sequence[int]) -> "Lines":
        """Some of the lines."""
        return Lines(
            [self.types[place] for place in places],
            [self.stored[place] for place in places],
            [self.names[place] for place in places],
        )


def lines_of(events: Sequence[Event], types: Mapping[str, int]) -> tuple[Lines, dict[str, int]]:
    """Their lines, and the numbers of the types that are new. Raises ``BadEvent``."""
    if not events:
        return Lines([], [], []), {}
    kinds, data, ids, sources, times, traceparents = zip(*events, strict=True)
    try:
        "".join(chain(kinds, ids, sources, times, traceparents))  # the quickest look at all of them
    except TypeError as error:
        raise bad("An attribute of an event is no text") from error
    new = _new_types(kinds, types)
    known = {**types, **new} if new else types
    lines = Lines(
        [known[kind] for kind in kinds],
        list(zip(sources, ids, times, traceparents, _plain(data), strict=True)),
        [(source, id_) if id_ else None for source, id_ in zip(sources, ids, strict=True)],
    )
    return lines, new


def bad(happened: str) -> BadEvent:
    """The error to raise."""
    return BadEvent(
        f"{happened.rstrip('.')}.",
        "an event on its way into the log; nothing of what came with it was stored",
        "Give it a type such as order.placed, data that is a JSON object, and texts for the rest.",
    )


def _new_types(kinds: Sequence[str], types: Mapping[str, int]) -> dict[str, int]:
    new = [kind for kind in dict.fromkeys(kinds) if kind not in types]
    for kind in new:
        try:
            check_subject(kind)
        except BadSetting as error:
            raise bad(f"The type {kind!r} is no subject") from error
    return {kind: number for number, kind in enumerate(new, len(types) + 1)}


def _plain(data: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Data of events as dicts with texts for names, which is what JSON can hold."""
    for its_type in {*map(type, data)}:
        if not issubclass(its_type, Mapping):
            raise bad(f"The data of an event is no JSON object: it is {its_type.__name__}")
    data = [it if type(it) is dict else dict(it) for it in data]
    try:
        "".join(chain.from_iterable(data))
    except TypeError as error:
        raise bad(f"The data of an event is no JSON object: {error}") from error
    return data
