"""The part of a trace that belongs to one request."""

from course.trace import Span, Trace
from course.webs.reading import Key, key


def within(trace: Trace, root: Span) -> Trace:
    """``root``, and all spans that are part of it or caused by a part of it."""
    caused: dict[Key, list[Span]] = {}
    for span in trace:
        for link in span.links:
            caused.setdefault((link.trace_id, link.span_id), []).append(span)
    found = {key(root): root}
    ahead = [root]
    while ahead:
        span = ahead.pop()
        for part in [*trace.children(span), *caused.get(key(span), ())]:
            if key(part) not in found:
                found[key(part)] = part
                ahead.append(part)
    return Trace(span for span in trace if key(span) in found)
