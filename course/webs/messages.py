"""What a span says of a message: an event or a question, and the bus that it goes over.

Attributes are OpenTelemetry's for messaging, those of today and of yesterday, and the lab's own
operations for what a bus does (https://opentelemetry.io/docs/specs/semconv/messaging/).
"""

from course.trace import Kind, Span, Trace
from course.webs.reading import first, message_system

_OLD = {"publish": "send"}
_BY_KIND: dict[Kind, str] = {"producer": "send", "consumer": "process"}

_EVENTS = ("create", "send", "deliver", "receive", "process")
_PLACES = ("subscribe", "replay", "resend")
_OF_THE_BUS = ("deliver", "pass", "return", *_PLACES)
_OTHER_HALF: dict[str, Kind] = {"send": "server", "deliver": "consumer", "pass": "server"}


def step(span: Span) -> str:
    """Which part of a message's way a span is, such as ``send``; nothing for any other span.

    An event is ``create``d, sent (``send``), brought (``deliver``) and handled (``process``); a
    question is asked (``ask``), passed on (``pass``), and its answer brought back (``return``). A
    consumer's place in what the bus has stored is made or moved (``subscribe``, ``replay``,
    ``resend``).
    """
    if not span.attributes.get("messaging.system"):  # asked of every span, so without a call
        return ""
    if span.kind == "internal" and span.name in _PLACES:
        return span.name
    named = first(span, "messaging.operation.type", "messaging.operation")
    return _OLD.get(named, named) or _BY_KIND.get(span.kind, "")


def is_event(span: Span) -> bool:
    """Whether it is part of an event's way: nobody waits for who hears of it."""
    return step(span) in _EVENTS


def bus(span: Span) -> str:
    """The bus that a message goes over, or nothing where the trace does not say so."""
    said = step(span)
    if said in _OF_THE_BUS:
        return span.service
    return first(span, "server.address", "messaging.system") if said else ""


def buses(trace: Trace) -> set[str]:
    """The names of all buses in a trace."""
    return {bus(span) for span in trace if message_system(span)} - {""}


def subject(span: Span) -> str:
    """What the message is about, and which attempt it is if not the first."""
    about = first(span, "messaging.destination.name", "messaging.destination") or span.name
    attempt = first(span, "bus.attempt")
    return f"{about}, attempt {attempt}" if attempt not in ("", "1") else about


def other_half(trace: Trace, span: Span) -> Span | None:
    """What became of a message at its other end: stored, handled or answered there."""
    kind = _OTHER_HALF.get(step(span))
    return next((child for child in trace.children(span) if child.kind == kind), None)


def end(trace: Trace, span: Span) -> int:
    """When what a span is about was done, in ns.

    For an event that is when the bus has stored it, or when who it was brought to has handled it:
    nobody waits for the word of that to come back. An attempt that failed lasts until it is given
    up, and all else until its own end.
    """
    if step(span) not in _EVENTS or span.status == "error":
        return span.end
    half = other_half(trace, span)
    return half.end if half is not None and span.start <= half.end <= span.end else span.end
