"""What belongs below what in a waterfall, and which spans need no row of their own."""

from course.trace import Span, Trace
from course.webs.messages import other_half, step
from course.webs.reading import Key, database, failure, first, is_outage, key


class Belonging:
    """The spans of a trace, each below its parent, or below what caused it without waiting."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._cause: dict[Key, Span] = {}
        self._below: dict[Key, list[Span]] = {}
        ids = {key(span): span for span in trace}
        for span in trace:
            linked = (ids.get((link.trace_id, link.span_id)) for link in span.links)
            cause = trace.parent(span) or self._sent(next(filter(None, linked), None))
            if cause is not None:
                self._cause[key(span)] = cause
                self._below.setdefault(key(cause), []).append(span)

    def cause(self, span: Span) -> Span | None:
        """What a span is below of, ``None`` if of nothing in this trace."""
        return self._cause.get(key(span))

    def children(self, span: Span) -> list[Span]:
        """What is below a span, in the order they started."""
        return self._below.get(key(span), [])

    def server(self, client: Span) -> Span | None:
        """The other half of a call: the span of who answers, stores or handles it."""
        if (half := other_half(self.trace, client)) is not None:
            return half
        if client.kind != "client" or database(client) is not None:
            return None
        return next((span for span in self.children(client) if span.kind == "server"), None)

    def in_the_bar(self, span: Span) -> bool:
        """What the lab says about a server's time is drawn into that server's bar."""
        cause = self.cause(span)
        return (
            cause is not None
            and cause.kind in ("server", "consumer")
            and span.kind == "internal"
            and span.name in ("queued", "work")
            and not self.children(span)
        )

    def without_row(self, span: Span) -> bool:
        """What says nothing that the rows around it do not say.

        An event is seen where it is sent, an answer where its question ends. What went wrong always
        has its row.
        """
        if failure(span) or first(span, "lab.fault"):
            return False
        if step(span) == "create":
            return any(step(child) == "send" for child in self.trace.children(span))
        return step(span) in ("return", "subscribe")

    def _sent(self, cause: Span | None) -> Span | None:
        """An event is heard of because it was sent: by the attempt that reached the bus."""
        if cause is None or step(cause) != "create":
            return cause
        sends = [child for child in self.trace.children(cause) if step(child) == "send"]
        arrived = (send for send in sends if other_half(self.trace, send) is not None)
        return next(arrived, next(iter(sends), cause))


def is_mark(span: Span) -> bool:
    """Whether it is a moment that all else is seen against, such as a service going down."""
    if step(span) in ("replay", "resend"):
        return True
    return is_outage(span) and span.start == span.end
