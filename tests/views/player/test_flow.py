from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.claims.stage import ADA, TEA, open_shop
from course.shop import copying, direct
from course.trace import Link, Span, Trace
from course.views.player.flow import read_flow
from course.views.player.packing import packed
from course.views.player.retelling import tell_flow
from tests.views.player.making import ripple, trouble
from tests.webs.anything import KINDS, NAMES, QUESTIONS, STEPS
from tests.webs.making import order, purchase

MS = 1_000_000


def test_messages_are_in_the_order_in_which_they_leave() -> None:
    leaves = [move.leave for move in read_flow(trouble()).moves]
    assert leaves == sorted(leaves)


def test_a_part_has_what_moves_in_it_and_not_what_arrives_as_it_begins() -> None:
    flow = read_flow(purchase(), from_ms=15, to_ms=16)
    assert (flow.start, flow.end) == (15 * MS, 16 * MS)
    assert [(it.kind, it.leave // MS) for it in flow.moves] == [
        *[("statement", 15)] * 3,
        *[("answer", 16)] * 3,
    ]


def test_a_part_knows_what_came_before_it() -> None:
    flow = read_flow(ripple(), from_ms=15)
    assert {table.name: len(table.rows(flow.start)) for table in flow.tables} == {
        "orders": 1,
        "outbox": 0,
        "bought": 1,
    }
    assert flow.queues.log.at(flow.start) == 1


def test_a_step_is_a_moment_at_which_something_leaves_arrives_or_changes() -> None:
    steps = [moment // MS for moment in read_flow(ripple()).steps]
    assert steps == [0, 2, 3, 7, 12, 13, 14, 19]
    # The bus learns that an event will not be acknowledged: only its queue shows it.
    assert 1507 * MS in read_flow(trouble()).steps


@pytest.mark.parametrize("times", [(9, 1), (1e6, None), (None, -1), (float("nan"), None)])
def test_a_part_without_time_is_refused(times: tuple[float | None, float | None]) -> None:
    with pytest.raises(ValueError, match=r"play\(trace"):
        read_flow(ripple(), *times)


def test_a_time_is_a_number() -> None:
    with pytest.raises(ValueError, match=r"from_ms='3'\): a time is a number"):
        read_flow(ripple(), "3")  # type: ignore[arg-type]


def test_a_trace_without_spans_has_a_flow_in_which_nothing_happens() -> None:
    flow = read_flow(Trace([]))
    assert (flow.moves, flow.steps) == ([], [0])


@pytest.mark.parametrize("architecture", [direct, copying], ids=["direct", "copying"])
def test_the_tables_at_the_end_are_those_of_the_lab(architecture: Any) -> None:
    lab = open_shop(architecture, products=2)
    lab.patch(f"/products/{TEA}", json={"price_cents": 5})
    lab.settle()
    flow = read_flow(lab.trace)
    found = {(table.database, table.name): table.rows(flow.end) for table in flow.tables}
    assert ("orders.db", "orders") in found
    for (database, name), rows in found.items():
        truth = lab.tables(database.removesuffix(".db"))[name]
        assert sorted(map(str, rows)) == sorted(map(str, truth))


def test_every_message_of_the_lab_finds_its_way_on_the_web() -> None:
    lab = open_shop(copying)
    lab.settle()
    lab.get(f"/purchases/{ADA}")
    moves = read_flow(lab.trace).moves
    kinds = {move.kind for move in moves}
    assert kinds == {"request", "answer", "event", "confirmation", "acknowledgement", "statement"}
    assert not any(move.lost or move.failed for move in moves)


ANY = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([1, {"a": None}])
ROW = st.none() | st.dictionaries(st.sampled_from("ab"), ANY, max_size=2) | st.just(3)
CHANGE = st.fixed_dictionaries({"table": st.sampled_from(["t", 1]), "before": ROW, "after": ROW})
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "messaging.system": st.just("bus"),
        "messaging.operation.type": st.sampled_from(STEPS + QUESTIONS) | ANY,
        "messaging.consumer.group.name": ANY,
        "server.address": st.sampled_from(["bus", *NAMES]) | ANY,
        "url.full": ANY,
        "http.request.method": ANY,
        "http.response.status_code": ANY,
        "http.request.header.x": ANY,
        "db.namespace": st.sampled_from("xyz") | ANY,
        "db.committed": st.integers(-9, 10**9) | ANY,
        "db.changes": st.lists(CHANGE | ANY, max_size=3) | ANY,
        "bus.position": ANY,
        "bus.attempt": ANY,
        "bus.waiting": ANY,
        "bus.consumers": ANY,
        "bus.dead_letter": ANY,
        "bus.duplicate": ANY,
        "error.type": st.sampled_from(
            ["timeout", "connection_refused", "connection_reset", "handler_failed"]
        ),
        "lab.fault": st.sampled_from(["publish lost", "confirmation lost", "doubled"]) | ANY,
        "lab.fault_at": st.integers(-9, 2 * 10**9) | ANY,
    },
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Spans with anything in them: other parents, ends before starts, values of other kinds."""
    ids = st.sampled_from("abcdefgh")
    spans = [
        Span(
            trace_id="t",
            id=name,
            parent=draw(st.none() | ids),
            service=draw(st.sampled_from(["bus", *NAMES])),
            name=draw(st.sampled_from(["queued", "down", "up", "replay", "store x", "answer x"])),
            kind=draw(st.sampled_from(KINDS)),
            start=draw(st.integers(0, 10**9)),
            end=draw(st.integers(0, 10**9)),
            attributes=draw(ATTRIBUTES),
            status=draw(st.sampled_from(["unset", "error"])),
            links=[Link("t", other) for other in draw(st.lists(ids, max_size=2))],
        )
        for name in draw(st.lists(ids, unique=True))
    ]
    return Trace(spans)


@given(traces())
def test_any_trace_has_a_flow_and_nothing_moves_outside_of_its_time(trace: Trace) -> None:
    flow = read_flow(trace)
    for move in flow.moves:
        assert flow.start <= move.leave <= move.arrive <= flow.end
        assert 0 <= move.reach <= 1
    assert flow.steps[0] == flow.start
    assert flow.steps[-1] == flow.end
    assert tell_flow(flow)
    assert packed(flow)


@given(traces(), st.integers(0, 1000), st.integers(0, 1000))
def test_any_part_of_a_trace_has_a_flow(trace: Trace, one: int, other: int) -> None:
    length = (trace.end - trace.start) / MS
    first, last = sorted((one * length / 1000, other * length / 1000))
    flow = read_flow(trace, first, last)
    assert all(move.arrive >= flow.start and move.leave <= flow.end for move in flow.moves)
    assert all(flow.start <= step <= flow.end for step in flow.steps)
    assert packed(flow)["steps"]


def test_an_order_in_the_copying_architecture_is_told_to_two() -> None:
    told = [move.receiver for move in read_flow(order()).moves if move.kind == "event"]
    assert told == ["bus", "orders", "purchases"]
