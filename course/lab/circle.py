"""What sets each other off: each request and event knows what led to it; a circle is refused."""

from typing import Any

from course.lab.errors import CallsInACircle, EventsInACircle, LabError
from course.lab.mistakes import where_now
from course.lab.record import Hop, Request, current_hop
from course.lab.running import Running

MAX_DEPTH = 32
"""Requests inside requests: no sensible web is as deep."""

MAX_EVENTS = 32
"""Events that each were told while the one before was handled: no sensible chain is as long."""

SAME_EVENT = 10
"""An event that comes back so often in such a chain goes round. If each sets off two, it must be
noticed early: there are a thousand by then."""

SAME_REQUEST = 2
"""A request inside so many just like it goes round; inside one, a state may have changed."""


def inner_hop(
    running: Running, service: str, request: Request, name: str, attributes: dict[str, Any]
) -> Hop:
    """A new hop of a service that asks, with its client span, unless it closes a circle."""
    caller = current_hop.get(None)
    if caller is not None:
        same = sum(hop.request == request for hop in caller.chain()) >= SAME_REQUEST
        if same or caller.depth >= MAX_DEPTH:
            raise running.fail(_circle(caller, request, same))
    span = running.recorder.start_here(service, name, "client", attributes)
    return Hop(service, span, request, caller, caller.depth + 1 if caller else 1)


def _circle(caller: Hop, request: Request, same: bool) -> LabError:
    chain = list(caller.chain())[::-1]
    steps = [f"{hop.request[0]} {hop.request[1]}" for hop in chain] + [f"{request[0]} {request[1]}"]
    return CallsInACircle(
        "Services call each other in a circle."
        if same
        else f"Requests inside requests, {MAX_DEPTH} deep.",
        _way(steps),
        "Let one of them answer without asking back.",
    )


def refuse_endless_events(running: Running, event_type: str) -> None:
    """Refuse an event that is told at the end of a long chain, each told because of the other."""
    caller = current_hop.get(None)
    led_here = running.recorder.leading_to(caller.span.trace_id) if caller else []
    steps = [it.attributes.get("messaging.destination.name", it.name) for it in led_here[::-1]]
    if len(steps) > MAX_EVENTS or steps.count(event_type) >= SAME_EVENT:
        raise running.fail(
            EventsInACircle(
                f"Events set each other off, {len(steps)} one after the other.",
                f"{where_now()} ({_way([*steps, event_type])})",
                "Let a handler tell nothing where nothing has changed.",
            )
        )


def _way(steps: list[str]) -> str:
    return " -> ".join(steps if len(steps) <= 8 else [*steps[:4], "...", *steps[-3:]])
