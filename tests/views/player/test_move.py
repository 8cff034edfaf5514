from course.views.player.move import Roads, body, headers, operation
from tests.views.player.making import ripple
from tests.webs.making import Making

MS = 1_000_000


def test_a_hop_is_how_long_most_messages_travel() -> None:
    made = Making()
    for travels in (5, 5, 80):
        client = made.span("a", "client", 0, 200, server__address="b")
        made.span("b", "server", travels, 200 - travels, client)
    assert Roads(made.trace).hop == 5 * MS
    assert Roads(ripple()).hop == 5 * MS


def test_where_nothing_was_seen_to_travel_there_is_no_hop_and_lost_is_half_way() -> None:
    made = Making()
    span = made.span("a", "client", 0, 100)
    roads = Roads(made.trace)
    assert roads.hop == 0
    assert roads.lost(span, span.start, span.end) == (50 * MS, 0.5)


def test_nothing_is_lost_after_it_was_given_up() -> None:
    made = Making()
    made.call("a", "b", 0, 20)
    span = made.span("a", "client", 0, 4, lab__fault_at=9 * MS)
    assert Roads(made.trace).lost(span, span.start, span.end) == (4 * MS, 0.8)


def test_headers_are_in_order_and_a_body_is_cut_where_it_is_very_long() -> None:
    made = Making()
    span = made.span("a", "client", b="x" * 2001)
    span.attributes |= {"http.request.header.b": ["1", "2"], "http.request.header.a": "0"}
    assert headers(span) == (("a", "0"), ("b", "1, 2"))
    assert (len(body(span, "b")), body(span, "c")) == (2001, "")
    assert body(span, "b").endswith("x…")


def test_what_a_bus_does_is_read_off_the_name_where_nothing_else_says_it() -> None:
    made = Making()
    assert operation(made.span("bus", "server", name="store x", messaging__system="bus")) == "store"
    assert operation(made.span("bus", "server", name="store x")) == ""
