"""Any spans at all, for what has to hold for every trace."""

from hypothesis import strategies as st

from course.trace import Kind, Link, Span, Trace

KINDS: tuple[Kind, ...] = ("server", "client", "internal", "producer", "consumer")
NAMES = ("x", "y", "<&\x00\ud800")
STEPS = ("create", "send", "store", "deliver", "process", "receive", "settle", "publish")
QUESTIONS = ("ask", "pass", "answer", "return")


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Any spans: parents that are missing, later, or themselves, and times out of step."""
    ids = st.sampled_from("abcdefgh")
    messages = st.fixed_dictionaries(
        {"messaging.system": st.sampled_from(["bus", "x"])},
        optional={
            "messaging.operation.type": st.sampled_from(STEPS + QUESTIONS),
            "messaging.destination.name": st.text(max_size=5),
            "server.address": st.sampled_from(["bus", *NAMES]),
            "bus.attempt": st.integers(0, 3),
            "lab.fault": st.sampled_from(["publish lost", "doubled"]),
            "lab.fault_at": st.integers(0, 2 * 10**9),
        },
    )
    others = st.dictionaries(st.sampled_from(["db.namespace", "error.type"]), ids)
    spans = [
        Span(
            trace_id="t",
            id=name,
            parent=draw(st.none() | ids),
            service=draw(st.sampled_from(NAMES)),
            name=draw(st.text(max_size=5) | st.sampled_from(["queued", "down", "up", "subscribe"])),
            kind=draw(st.sampled_from(KINDS)),
            start=(start := draw(st.integers(0, 10**9))),
            end=draw(st.just(10**9) | st.integers(start, 10**9)),
            attributes=draw(others | messages),
            status=draw(st.sampled_from(["unset", "error"])),
            links=[Link("t", other) for other in draw(st.lists(ids, max_size=2))],
        )
        for name in draw(st.lists(ids, unique=True))
    ]
    return Trace(spans)
