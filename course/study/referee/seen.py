"""What one service did for an answer, read off the trace."""

from typing import Any

from course.study.referee.broken import Broken
from course.trace import NS_PER_MS, Span, Trace
from course.webs.wording import milliseconds


def handling(trace: Trace, service: str) -> Span:
    """The span in which a service handles the request. Raises ``Broken`` if it never came."""
    for span in trace:
        if span.service == service and span.kind == "server":
            return span
    raise Broken(
        "runs in the lab",
        f"a request that reaches {service}, and an answer",
        "none of the kind is in the trace",
        "Keep the path of the starter, and see that the handler returns.",
    )


def asked_by(trace: Trace, service: str) -> list[Span]:
    """The calls of a service that have ended, in the order they began."""
    return [span for span in trace if span.service == service and span.kind == "client"]


def changes(trace: Trace, service: str) -> list[dict[str, Any]]:
    """Each row that a service wrote, changed or deleted: its ``table``, and the row ``before`` and
    ``after``, in the order in which that began."""
    own = sorted((span for span in trace if span.service == service), key=lambda span: span.start)
    return [change for span in own for change in span.attributes.get("db.changes", ())]


def met_trouble(calls: list[Span]) -> bool:
    """Whether a call was cut off, or found nobody, or a callee with an error of its own.

    What the caller did itself is no trouble: a wrong address, or no patience.
    """
    kinds = {str(call.attributes.get("error.type", "")) for call in calls}
    return any(kind.startswith(("connection_", "5")) for kind in kinds)


def whom(call: Span) -> str:
    """The service that was called."""
    return str(call.attributes.get("server.address", ""))


def where(call: Span) -> str:
    """What was asked of whom: ``products/products/1``."""
    return str(call.attributes.get("url.full", whom(call))).removeprefix("http://")


def ms(ns: int) -> str:
    """A time in ns as people read it: ``12.5 ms``."""
    return milliseconds(ns / NS_PER_MS)
