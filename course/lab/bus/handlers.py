"""What a service has registered on the bus: handlers of events, and of questions."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab.bus.subjects import check_pattern, check_subject
from course.lab.errors import BadSetting, PlainFunction
from course.lab.places import place_of_function


@dataclass(frozen=True, slots=True)
class Listening:
    """A handler, the events that it is for, and the consumer that brings them."""

    subject: str
    consumer: str
    handler: Callable[..., Any]
    takes_tx: bool


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers a question, once ``after`` has."""

    subject: str
    after: str | None
    handler: Callable[..., Any]


def listening(
    subject: str, consumer: str, handler: Callable[..., Any], has_database: bool
) -> Listening:
    """A handler of events, if it is one."""
    check_pattern(subject)
    count = _parameters(handler, f"@bus.on({subject!r})")
    if count not in (1, 2) or (count == 2 and not has_database):
        raise BadSetting(
            f"{handler.__name__} takes {count} parameters; a handler of events takes "
            + ("(event, tx) or (event)." if has_database else "(event)."),
            place_of_function(handler),
            f"Write async def {handler.__name__}(event, tx), and ask for db in the service's "
            "signature if there is none.",
        )
    return Listening(subject, consumer, handler, takes_tx=count == 2)


def answering(subject: str, after: str | None, handler: Callable[..., Any]) -> Answering:
    """A handler of questions, if it is one."""
    check_subject(subject)
    count = _parameters(handler, f"@bus.answers({subject!r})")
    if count != 1:
        raise BadSetting(
            f"{handler.__name__} takes {count} parameters; who answers a question takes one.",
            place_of_function(handler),
            f"Write async def {handler.__name__}(question).",
        )
    return Answering(subject, after, handler)


def _parameters(handler: Callable[..., Any], decorator: str) -> int:
    name, where = getattr(handler, "__name__", repr(handler)), place_of_function(handler)
    if not inspect.isfunction(handler):
        raise BadSetting(f"{name} is no function.", where, f"Put {decorator} above an async def.")
    if not inspect.iscoroutinefunction(handler):
        raise PlainFunction(
            f"{name} is a plain def. It would need a thread, and the lab has none.",
            where,
            f"Write async def {name}.",
        )
    return len(inspect.signature(handler).parameters)
