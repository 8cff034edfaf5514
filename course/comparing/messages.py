"""How many messages something took: requests, events, questions and answers counted alike."""

from course.trace import Span, Trace
from course.webs.messages import step
from course.webs.reading import database

_THERE_AND_BACK = 2
_BY_STEP = {
    "send": _THERE_AND_BACK,  # an event to the bus, and the confirmation
    "deliver": _THERE_AND_BACK,  # from the bus, and the acknowledgement
    "pass": _THERE_AND_BACK,  # a question to who answers it, and the part
    "ask": 1,  # its answer comes back in parts, each counted by itself
    "return": 1,
}


def messages(trace: Trace) -> int:
    """The messages in a trace, those that were lost and those that nobody waited for included.

    What was sent is counted with its answer, also where a fault kept that from coming. A call of a
    database is no message: it is within one service.
    """
    return sum(map(_messages, trace))


def _messages(span: Span) -> int:
    if span.kind not in ("client", "producer"):
        return 0
    if said := step(span):
        return _BY_STEP.get(said, 0)
    return 0 if span.kind != "client" or database(span) is not None else _THERE_AND_BACK
