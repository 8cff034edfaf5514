"""Who was down while a run went on."""

from course.comparing.outages import marks, with_outages
from course.trace import Span, Trace

MS = 1_000_000


def mark(name: str, service: str, at_ms: int) -> Span:
    return Span(
        f"t{at_ms}", f"{service} {name}", None, service, name, "internal", *[at_ms * MS] * 2
    )


def run(begin_ms: int, end_ms: int) -> Trace:
    span = Span("run", "1", None, "client", "GET /", "client", begin_ms * MS, end_ms * MS)
    return Trace([span])


WHOLE = Trace(
    [
        mark("down", "users", 10),
        mark("up", "users", 20),
        mark("down", "bus", 30),
        mark("up", "bus", 60),
    ]
)


def shown(begin_ms: int, end_ms: int) -> list[str]:
    found = with_outages(run(begin_ms, end_ms), marks(WHOLE))
    return [f"{span.service} {span.name}" for span in found if span.name in ("down", "up")]


def test_what_happened_meanwhile_is_shown() -> None:
    assert shown(5, 70) == ["users down", "users up", "bus down", "bus up"]


def test_who_is_still_down_when_it_begins_is_shown_to_be_down() -> None:
    assert shown(40, 50) == ["bus down"]
    assert shown(40, 65) == ["bus down", "bus up"]


def test_what_is_over_or_comes_later_is_not_shown() -> None:
    assert shown(22, 28) == []
    assert shown(61, 70) == []
    assert shown(1, 5) == []


def test_the_run_itself_stays_as_it_is() -> None:
    before = run(40, 50)
    assert [span for span in with_outages(before, marks(WHOLE)) if span.name == "GET /"] == [
        *before
    ]
