"""What can be made to go wrong on the way, and what comes of it, to the millisecond.

The way of one event without any fault, in the lab below: told at 1 ms, at the bus at 6, confirmed
at the teller at 11, at the hearer at 11, handled at 13, acknowledged at the bus at 18.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.lab import Lab
from course.trace import Span
from tests.contracts.bus import heard, hearer, say, teller


@pytest.fixture
def lab() -> Lab:
    return new_lab()


def new_lab(seed: int = 0) -> Lab:
    lab = Lab(seed)
    lab.start(teller, hearer)
    lab.link("client", "teller").latency_ms = 0
    return lab


def spans(lab: Lab, operation: str) -> list[Span]:
    return [
        span for span in lab.trace if span.attributes.get("messaging.operation.type") == operation
    ]


def way(lab: Lab, operation: str) -> list[tuple[Any, ...]]:
    """Start and end in ms, what the fault was, and why it failed, of each such span."""
    return [
        (
            span.start / 1e6,
            span.end / 1e6,
            span.attributes.get("lab.fault"),
            span.attributes.get("error.type"),
        )
        for span in spans(lab, operation)
    ]


def struck_at(lab: Lab, operation: str) -> list[float]:
    """When faults struck, in ms."""
    return [
        span.attributes["lab.fault_at"] / 1e6
        for span in spans(lab, operation)
        if "lab.fault_at" in span.attributes
    ]


def test_without_a_fault(lab: Lab) -> None:
    say(lab, 1)
    lab.settle()
    assert way(lab, "send") == [(1, 11, None, None)]
    assert way(lab, "store") == [(6, 6, None, None)]
    assert way(lab, "deliver") == [(6, 18, None, None)]
    assert way(lab, "process") == [(11, 13, None, None)]
    assert lab.now_ms == 18


def test_a_lost_publish_is_sent_again_after_its_time_limit_and_a_pause(lab: Lab) -> None:
    lab.bus.lose("publish")
    say(lab, 1)
    lab.settle()
    assert way(lab, "send") == [(1, 1001, "publish lost", "timeout"), (1101, 1111, None, None)]
    assert struck_at(lab, "send") == [3.5]
    assert way(lab, "store") == [(1106, 1106, None, None)]
    assert heard(lab) == [1]


def test_what_was_stored_although_its_confirmation_was_lost_is_not_stored_again(lab: Lab) -> None:
    lab.bus.lose("confirmation")
    say(lab, 1)
    lab.settle()
    assert way(lab, "send") == [
        (1, 1001, "confirmation lost", "timeout"),
        (1101, 1111, None, None),
    ]
    assert struck_at(lab, "send") == [8.5]
    first, second = spans(lab, "store")
    assert (first.attributes["bus.position"], second.attributes["bus.position"]) == (1, 1)
    assert first.attributes["bus.consumers"] == ["hearer"]
    assert "bus.duplicate" not in first.attributes
    assert second.attributes["bus.consumers"] == []
    assert second.attributes["bus.duplicate"] is True
    assert heard(lab) == [1]


def test_a_lost_delivery_is_repeated_after_the_wait(lab: Lab) -> None:
    lab.bus.lose("delivery")
    say(lab, 1)
    lab.settle()
    assert way(lab, "deliver") == [
        (6, 1006, "delivery lost", "timeout"),
        (1006, 1018, None, None),
    ]
    assert struck_at(lab, "deliver") == [8.5]
    assert heard(lab) == [1]


def test_what_was_handled_although_its_acknowledgement_was_lost_is_handled_again(lab: Lab) -> None:
    lab.bus.lose("acknowledgement")
    say(lab, 1)
    lab.settle()
    assert way(lab, "deliver") == [
        (6, 1006, "acknowledgement lost", "timeout"),
        (1006, 1018, None, None),
    ]
    assert struck_at(lab, "deliver") == [15.5]
    assert heard(lab) == [1, 1]


def test_a_handler_that_fails_has_no_acknowledgement_to_lose(lab: Lab) -> None:
    lab.bus.lose("acknowledgement")
    say(lab, 7)  # it stumbles over the first
    lab.settle()
    faults = [(fault, error) for _, _, fault, error in way(lab, "deliver")]
    assert faults == [(None, "handler_failed"), ("acknowledgement lost", "timeout"), (None, None)]


def test_a_doubled_delivery_is_handled_twice_and_acknowledged_by_the_first(lab: Lab) -> None:
    lab.bus.double()
    say(lab, 1)
    lab.settle()
    assert way(lab, "deliver") == [(6, 18, "doubled", None)]
    assert way(lab, "process") == [(11, 13, None, None), (16, 18, None, None)]
    assert heard(lab) == [1, 1]


def test_what_one_handling_does_to_the_event_its_double_does_not_see(lab: Lab) -> None:
    from fastapi import FastAPI

    from course.ports import Bus, Database, Event, Queries

    def spoiler(db: Database, bus: Bus) -> FastAPI:
        db.schema("create table if not exists heard (n integer)")

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            n = event.data.pop("n")  # type: ignore[attr-defined]
            await tx.query("insert into heard values (:n)", n=n)

        return FastAPI()

    lab.start(spoiler)
    lab.bus.double(to="spoiler")
    say(lab, 1)
    lab.settle()
    assert heard(lab, "spoiler") == [1, 1]


def test_a_delayed_delivery_comes_later(lab: Lab) -> None:
    lab.bus.delay(40)
    say(lab, 1)
    lab.settle()
    assert way(lab, "deliver") == [(6, 58, "delayed", None)]
    assert way(lab, "process") == [(51, 53, None, None)]


def test_what_is_delayed_beyond_the_wait_comes_once_more_after_its_repetition(lab: Lab) -> None:
    lab.bus.delay(2000)
    say(lab, 1)
    lab.settle()
    assert way(lab, "deliver") == [(6, 1006, "delayed", "timeout"), (1006, 1018, None, None)]
    assert way(lab, "process") == [(1011, 1013, None, None), (2011, 2013, None, None)]
    assert heard(lab) == [1, 1]


def test_a_reordered_event_comes_after_the_one_that_follows_it(lab: Lab) -> None:
    lab.bus.reorder()
    say(lab, 1)
    lab.run(9)  # the first is at the bus at 6, and waits there
    say(lab, 2)
    say(lab, 3)
    lab.settle()
    assert heard(lab) == [2, 1, 3]
    assert way(lab, "deliver") == [
        (16, 28, None, None),
        (28, 40, "reordered", None),
        (40, 52, None, None),
    ]
    assert struck_at(lab, "deliver") == [28]
    assert [span.attributes["bus.position"] for span in spans(lab, "deliver")] == [2, 1, 3]


def test_a_reordered_event_that_none_follows_comes_after_the_wait(lab: Lab) -> None:
    lab.bus.reorder()
    say(lab, 1)
    lab.settle()
    assert way(lab, "deliver") == [(1006, 1018, None, None)]


def test_a_reordered_event_that_fails_is_due_again_first(lab: Lab) -> None:
    lab.bus.reorder()
    say(lab, 1, 7, 3)
    lab.settle()
    assert heard(lab) == [1, 7, 3]
    positions = [span.attributes["bus.position"] for span in spans(lab, "deliver")]
    assert positions == [2, 1, 2, 3]


# Which events a fault strikes


def test_a_fault_strikes_so_many_times_and_is_used_up(lab: Lab) -> None:
    lab.bus.double(times=2)
    say(lab, 1, 2, 3)
    lab.settle()
    assert heard(lab) == [1, 1, 2, 2, 3]


def test_a_fault_strikes_the_events_of_its_subject_only(lab: Lab) -> None:
    lab.bus.double("number.shouted")
    say(lab, 1)
    lab.post("http://teller/shout/2")
    lab.settle()
    assert sorted(heard(lab)) == [1, 2, 2]


def test_a_fault_strikes_on_the_way_to_one_service_only(lab: Lab) -> None:
    lab.start(hearer, name="other")
    lab.bus.double(to="other")
    say(lab, 1)
    lab.settle()
    assert (heard(lab), heard(lab, "other")) == ([1], [1, 1])


def test_a_publish_is_lost_for_the_service_it_comes_from(lab: Lab) -> None:
    lab.bus.lose("publish", to="hearer")
    say(lab, 1)
    lab.settle()
    assert way(lab, "send") == [(1, 11, None, None)]
    lab.bus.lose("publish", to="teller")
    say(lab, 2)
    lab.settle()
    assert [error for _, _, _, error in way(lab, "send")] == [None, "timeout", None]


def test_events_that_travel_together_are_lost_together(lab: Lab) -> None:
    lab.down("bus")
    say(lab, 1, 2)
    lab.settle()
    lab.up("bus")
    lab.bus.lose("publish")
    lab.settle()
    faults = [fault for _, _, fault, _ in way(lab, "send")]
    assert faults[-4:] == ["publish lost", "publish lost", None, None]
    assert heard(lab) == [1, 2]


# Links to and from the bus


def test_a_link_to_the_bus_that_cuts_off(lab: Lab) -> None:
    lab.link("teller", "bus").failure_rate = 1
    say(lab, 1)
    lab.run(200)
    assert way(lab, "send") == [
        (1, 11, "reset", "connection_reset"),
        (111, 121, "reset", "connection_reset"),
    ]
    assert struck_at(lab, "send") == [6, 116]
    lab.link("teller", "bus").failure_rate = 0
    lab.settle()
    assert heard(lab) == [1]


def test_a_link_from_the_bus_that_cuts_off(lab: Lab) -> None:
    lab.link("bus", "hearer").failure_rate = 1
    say(lab, 1)
    lab.run(1500)
    assert way(lab, "deliver") == [(6, 1006, "delivery lost", "timeout")]
    lab.link("bus", "hearer").failure_rate = 0
    lab.settle()
    assert way(lab, "deliver")[1:] == [
        (1006, 2006, "delivery lost", "timeout"),
        (2006, 2018, None, None),
    ]


def test_links_have_latencies_of_their_own(lab: Lab) -> None:
    lab.link("teller", "bus").latency_ms = 30
    lab.link("bus", "hearer").latency_ms = 2
    say(lab, 1)
    lab.settle()
    assert way(lab, "send") == [(1, 61, None, None)]
    assert way(lab, "deliver") == [(31, 37, None, None)]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100))
def test_with_jitter_each_way_takes_up_to_so_much_longer_and_the_order_is_kept(seed: int) -> None:
    lab = new_lab(seed)
    lab.link("teller", "bus").jitter_ms = lab.link("bus", "hearer").jitter_ms = 20
    say(lab, *range(20, 26))
    lab.settle()
    assert heard(lab) == [*range(20, 26)]
    for send, store in zip(spans(lab, "send"), spans(lab, "store"), strict=True):
        assert 5 <= (store.start - send.start) / 1e6 <= 25
        assert 5 <= (send.end - store.end) / 1e6 <= 25
    for deliver, process in zip(spans(lab, "deliver"), spans(lab, "process"), strict=True):
        assert 5 <= (process.start - deliver.start) / 1e6 <= 25
        assert 5 <= (deliver.end - process.end) / 1e6 <= 25


# The same again


def eventful(seed: int) -> str:
    """Everything that happened in a run in which a lot goes wrong, as text."""
    lab = new_lab(seed)
    lab.link("teller", "bus").failure_rate = lab.link("bus", "hearer").failure_rate = 0.3
    lab.link("teller", "bus").jitter_ms = lab.link("bus", "hearer").jitter_ms = 30
    lab.bus.lose("acknowledgement", times=2)
    lab.bus.reorder()
    lab.bus.double()
    say(lab, 1, 2, 7)
    lab.down("bus")
    say(lab, 3)
    lab.post("http://teller/shout/4")
    lab.run(40)
    lab.up("bus")
    lab.down("hearer", at="before acknowledging")
    lab.settle()
    lab.up("hearer")
    lab.settle()
    return "\n".join(map(repr, lab.trace))


def test_the_same_seed_gives_the_same_run_to_the_letter() -> None:
    assert eventful(3) == eventful(3) != eventful(4)
