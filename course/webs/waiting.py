"""Who goes on only when what it began is done."""

from collections.abc import Mapping, Sequence

from course.trace import Span, Trace
from course.webs.kept import kept
from course.webs.messages import is_event, step
from course.webs.reading import Key, key, message_system, peer


def waited_for(trace: Trace, span: Span) -> bool:
    """Whether the span that ``span`` is part of goes on only when it is done; see ``waits``."""
    return waits(trace.parent(span), span)


def waits(outer: Span | None, part: Span) -> bool:
    """Whether ``outer`` goes on only when its ``part`` is done; ``None`` where it is not recorded.

    Nobody waits for an event, nor for what a service does on its own and has not done when the span
    around it ends. Of those a bus passes a question on to, the asker waits for whom it named.
    Between two services an end is no sign: their clocks may disagree, or the caller has given up.
    """
    if part.kind in ("producer", "consumer"):
        return False
    if outer is None:
        return not is_event(part)
    if outer.service == part.service:
        if part.end > outer.end:
            return False
    elif outer.kind == "producer":
        return False
    return not message_system(part) or (not is_event(part) and _is_named(part, outer))


def _is_named(part: Span, asking: Span) -> bool:
    """Whether the asker waits for this one: whoever hears its question may answer."""
    if step(part) != "pass":
        return True
    named = asking.attributes.get("bus.answers")
    return not isinstance(named, list) or peer(part) in named


@kept
def parts(trace: Trace) -> Mapping[Key, Sequence[Span]]:
    """The parts that each span waits for, in the order of their starts; no entry for none."""
    found: dict[Key, list[Span]] = {}
    for span in trace:
        if (outer := trace.parent(span)) is not None and waits(outer, span):
            found.setdefault(key(outer), []).append(span)
    return found


def needed(trace: Trace, root: Span) -> frozenset[Key]:
    """``root``, and all spans that its answer waits for, directly or because one of those does."""
    known = _needed(trace)
    if key(root) not in known:
        known[key(root)] = frozenset(_found(parts(trace), root))
    return known[key(root)]


@kept
def _needed(trace: Trace) -> dict[Key, frozenset[Key]]:
    """What was found to be needed, by the root that needs it."""
    return {}


def _found(waited_for: Mapping[Key, Sequence[Span]], root: Span) -> set[Key]:
    seen = {key(root)}
    ahead = [key(root)]
    while ahead:
        for part in waited_for.get(ahead.pop(), ()):
            if (at := key(part)) not in seen:
                seen.add(at)
                ahead.append(at)
    return seen
