"""What a service has done with the events that came to it, in order, read off the trace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.lab import Lab
from course.trace import NS_PER_MS, Span


@dataclass(frozen=True)
class Handled:
    """An event as it was handled once. ``failed`` says how that ended, where it did not go well.

    ``ups`` is how often the service had been started again before, ``at_ms`` when it came.
    """

    type: str
    data: Mapping[str, Any]
    attempt: int
    failed: str
    ups: int
    at_ms: float


def handled(lab: Lab, service: str) -> list[Handled]:
    """All that a service has handled, also what came twice, and what failed."""
    own = [span for span in lab.trace if span.service == service]
    ups = [span.start for span in own if span.name == "up"]
    found = sorted((span for span in own if span.kind == "consumer"), key=lambda span: span.start)
    return [_handled(span, sum(up <= span.start for up in ups)) for span in found]


def _handled(span: Span, ups: int) -> Handled:
    attributes = span.attributes
    return Handled(
        span.name.removeprefix("process "),
        json.loads(attributes["messaging.message.body"]),
        attributes["bus.attempt"],
        str(attributes.get("error.type", "")),
        ups,
        span.start / NS_PER_MS,
    )
