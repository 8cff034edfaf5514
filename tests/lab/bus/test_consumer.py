"""Delivering: one after the other, again after a wait, aside after a limit; who is down waits.

The way of one event without any fault, in the lab below: told at 1 ms, at the bus at 6, at the
hearer at 11, handled at 13, acknowledged at the bus at 18.
"""

import asyncio
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from course.lab import Lab, errors
from course.ports import Bus, Clock, Database, Event, Queries
from course.trace import Span
from tests.contracts.bus import HEARD, POISON, heard, hearer, say, teller

ON_ITS_WAY_TO_THE_BUS, ON_ITS_WAY, BEING_HANDLED, ON_ITS_WAY_BACK = 3, 8, 12, 15
"""A moment of each phase, in ms."""


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(teller, hearer)
    lab.link("client", "teller").latency_ms = 0
    return lab


def spans(lab: Lab, operation: str, service: str | None = None) -> list[Span]:
    return [
        span
        for span in lab.trace
        if span.attributes.get("messaging.operation.type") == operation
        and service in (None, span.service, span.attributes.get("server.address"))
    ]


def times(lab: Lab, operation: str, service: str | None = None) -> list[tuple[float, float]]:
    """Start and end of each such span, in ms."""
    return [(span.start / 1e6, span.end / 1e6) for span in spans(lab, operation, service)]


def ends(lab: Lab, operation: str) -> list[str | None]:
    """Why each such span failed."""
    return [span.attributes.get("error.type") for span in spans(lab, operation)]


def slow(ms: int) -> Callable[..., FastAPI]:
    """A hearer that takes its time before it writes."""

    def service(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        db.schema(HEARD)

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            await clock.sleep(ms)
            await tx.query("insert into heard (n) values (:n)", n=event.data["n"])

        return FastAPI()

    service.__name__ = "slow"
    return service


# One after the other


def test_the_next_event_leaves_when_the_one_before_is_acknowledged(lab: Lab) -> None:
    lab.down("hearer")
    say(lab, 1, 2, 3)
    lab.run(97)
    lab.up("hearer")
    lab.settle()
    assert times(lab, "deliver") == [(100, 112), (112, 124), (124, 136)]


def test_consumers_do_not_wait_for_each_other(lab: Lab) -> None:
    lab.start(hearer, name="other")
    lab.link("bus", "other").latency_ms = 50
    say(lab, 1)
    lab.settle()
    assert times(lab, "deliver", "hearer") == [(6, 18)]
    assert times(lab, "deliver", "other") == [(6, 108)]


def test_a_handler_waits_for_a_busy_worker() -> None:
    def worker(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        db.schema(HEARD)
        app = FastAPI()

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            await tx.query("insert into heard (n) values (:n)", n=event.data["n"])

        @app.get("/")
        async def work() -> None:
            await clock.work(50)

        return app

    lab = Lab()
    lab.start(teller, worker)
    lab.link("client", "teller").latency_ms = lab.link("client", "worker").latency_ms = 0
    say(lab, 1)
    lab.get("http://worker/")  # busy from 1 to 51
    lab.settle()
    assert times(lab, "process") == [(11, 52)]


# Again


def test_a_handler_slower_than_the_wait_is_asked_again_while_it_is_still_at_it(lab: Lab) -> None:
    lab.start(slow(1200))
    say(lab, 1)
    lab.settle()
    assert times(lab, "deliver", "slow") == [(6, 1006), (1006, 1217)]
    assert times(lab, "process", "slow") == [(11, 1212), (1011, 2413)]
    assert heard(lab, "slow") == [1, 1]


def test_who_fails_is_asked_again_after_the_wait_and_no_sooner(lab: Lab) -> None:
    lab.bus.ack_wait_ms = 300
    say(lab, POISON)
    lab.settle()
    starts = [start for start, _ in times(lab, "deliver")]
    assert starts == [6, 306, 606, 906, 1206]
    assert {end - start for start, end in times(lab, "deliver")} == {12}
    assert [span.attributes["bus.attempt"] for span in spans(lab, "deliver")] == [1, 2, 3, 4, 5]


def test_after_the_limit_the_next_event_comes_at_once(lab: Lab) -> None:
    lab.bus.delivery_limit = 2
    say(lab, POISON, 1)
    lab.settle()
    assert times(lab, "deliver") == [(6, 18), (1006, 1018), (1018, 1030)]
    asides = [span.attributes.get("bus.dead_letter") for span in spans(lab, "deliver")]
    assert asides == [None, True, None]
    (letter,) = lab.bus.dead_letters()
    assert (letter.position, letter.attempts) == (1, 2)
    assert letter.reason == "RuntimeError: cannot bear it"
    assert (lab.bus.position("hearer"), lab.bus.waiting("hearer")) == (2, 0)


def test_what_never_arrives_is_laid_aside_too(lab: Lab) -> None:
    lab.bus.delivery_limit = 1
    lab.bus.lose("delivery")
    say(lab, 1)
    lab.settle()
    assert [it.reason for it in lab.bus.dead_letters()] == ["no acknowledgement came in time"]
    assert heard(lab) == []


def test_an_acknowledgement_after_the_limit_makes_a_dead_letter_none(lab: Lab) -> None:
    lab.bus.delivery_limit, lab.bus.ack_wait_ms = 1, 50
    lab.start(slow(100))
    say(lab, 1)
    lab.run(60)
    assert [it.consumer for it in lab.bus.dead_letters()] == ["slow"]
    lab.settle()
    assert lab.bus.dead_letters() == []
    assert heard(lab, "slow") == [1]


def test_what_was_acknowledged_late_is_not_called_a_dead_letter(lab: Lab) -> None:
    lab.bus.delivery_limit, lab.bus.ack_wait_ms = 2, 50
    lab.start(slow(60))
    say(lab, 1)
    lab.settle()
    assert lab.bus.dead_letters() == []
    assert not [span for span in lab.trace if "bus.dead_letter" in span.attributes]


def test_the_position_does_not_pass_what_is_owed(lab: Lab) -> None:
    say(lab, 1, POISON, 3)
    lab.run(1000)
    assert (lab.bus.position("hearer"), lab.bus.waiting("hearer")) == (1, 2)


# Handlers


def test_the_handlers_of_one_service_share_one_delivery_and_one_transaction(lab: Lab) -> None:
    def choir(db: Database, bus: Bus) -> FastAPI:
        db.schema("create table if not exists sung (who text)")
        fails = [True]

        @bus.on("number.said")
        async def first(event: Event, tx: Queries) -> None:
            await tx.query("insert into sung values ('first')")

        @bus.on("number.*")
        async def second(event: Event, tx: Queries) -> None:
            await tx.query("insert into sung values ('second')")
            if fails:
                raise RuntimeError(fails.pop())

        return FastAPI()

    lab.start(choir)
    say(lab, 1)
    lab.settle()
    assert [row["who"] for row in lab.tables("choir")["sung"]] == ["first", "second"]
    assert [span.attributes["bus.attempt"] for span in spans(lab, "deliver", "choir")] == [1, 2]


def test_a_handler_needs_no_transaction_and_a_service_no_database(lab: Lab) -> None:
    calls = []

    def ear(bus: Bus) -> FastAPI:
        @bus.on(">")
        async def hear(event: Event) -> None:
            calls.append(event.data["n"])

        return FastAPI()

    lab.start(ear)
    say(lab, 1)
    lab.post("http://teller/shout/2")
    lab.settle()
    assert sorted(calls) == [1, 2]


def test_what_a_handler_awaits_that_was_cancelled_is_a_failure_of_the_handler(lab: Lab) -> None:
    def rash(bus: Bus) -> FastAPI:
        @bus.on("number.said")
        async def hear(event: Event) -> None:
            task = asyncio.create_task(asyncio.sleep(1))
            task.cancel()
            await task

        return FastAPI()

    lab.bus.delivery_limit = 1
    lab.start(rash)
    say(lab, 1)
    lab.settle()
    (letter,) = lab.bus.dead_letters()
    assert "awaited something that was cancelled" in letter.reason


# Groups


def member(db: Database, bus: Bus) -> FastAPI:
    db.schema(HEARD)

    @bus.on("number.said", group="workers")
    async def hear(event: Event, tx: Queries) -> None:
        await tx.query("insert into heard (n) values (:n)", n=event.data["n"])

    return FastAPI()


@pytest.fixture
def group(lab: Lab) -> Lab:
    lab.start(member, name="one")
    lab.start(member, name="two")
    return lab


def test_two_members_work_at_the_same_time(group: Lab) -> None:
    for name in ("one", "two"):
        group.down(name)
    say(group, 20, 21, 22)
    group.run(97)
    for name in ("one", "two"):
        group.up(name)
    group.settle()
    assert times(group, "deliver", "one") == [(100, 111), (111, 122)]
    assert times(group, "deliver", "two") == [(100, 111)]
    assert (heard(group, "one"), heard(group, "two")) == ([20, 22], [21])
    assert group.bus.waiting("workers") == 0


def test_what_one_member_had_in_hand_when_it_went_down_goes_to_the_other(group: Lab) -> None:
    say(group, 20)
    group.run(10)
    group.down("one")
    group.settle()
    assert (heard(group, "one"), heard(group, "two")) == ([], [20])
    assert times(group, "deliver", "two") == [(11, 22)]


def test_members_of_a_group_listen_to_the_same(group: Lab) -> None:
    def other(db: Database, bus: Bus) -> FastAPI:
        @bus.on("number.shouted", group="workers")
        async def hear(event: Event, tx: Queries) -> None: ...

        return FastAPI()

    with pytest.raises(errors.BadSetting, match="share the events of workers, but listen to"):
        group.start(other)
    say(group, 20, 21)
    group.settle()
    assert sorted(heard(group, "one") + heard(group, "two")) == [20, 21]


# Down and up, in each phase


@pytest.mark.parametrize(
    ("moment", "handled"),
    [
        (ON_ITS_WAY_TO_THE_BUS, [1]),
        (ON_ITS_WAY, [1, 1]),  # it arrives, but nobody is there to hear that it was handled
        (BEING_HANDLED, [1, 1]),
        (ON_ITS_WAY_BACK, [1, 1]),
    ],
)
def test_the_bus_goes_down_and_comes_back(lab: Lab, moment: int, handled: list[int]) -> None:
    say(lab, 1)
    lab.run(moment - lab.now_ms)
    lab.down("bus")
    lab.run(50)
    assert lab.bus.position("hearer") == 0
    lab.up("bus")
    lab.settle()
    assert heard(lab) == handled
    assert [event.data for _, event in lab.bus.events()] == [{"n": 1}]
    assert lab.bus.position("hearer") == 1
    if moment == ON_ITS_WAY_TO_THE_BUS:
        assert ends(lab, "send") == ["connection_refused", None]
        assert times(lab, "send") == [(1, 11), (moment + 50, moment + 60)]
    else:
        assert ends(lab, "deliver") == ["disconnected", None]
        assert times(lab, "deliver") == [(6, moment), (moment + 50, moment + 62)]


@pytest.mark.parametrize(
    ("moment", "handled", "attempts"),
    [
        (ON_ITS_WAY_TO_THE_BUS, [1], [1]),
        (ON_ITS_WAY, [1], [1, 2]),
        (BEING_HANDLED, [1], [1, 2]),
        (ON_ITS_WAY_BACK, [1], [1]),  # the acknowledgement arrives without its sender
    ],
)
def test_a_consumer_goes_down_and_comes_back(
    lab: Lab, moment: int, handled: list[int], attempts: list[int]
) -> None:
    say(lab, 1)
    lab.run(moment - lab.now_ms)
    lab.down("hearer")
    lab.run(50)
    lab.up("hearer")
    lab.settle()
    assert heard(lab) == handled
    assert [span.attributes["bus.attempt"] for span in spans(lab, "deliver")] == attempts
    if moment != ON_ITS_WAY_TO_THE_BUS:
        assert times(lab, "deliver")[0] == (6, moment)
        assert ends(lab, "deliver")[0] == "disconnected"
    assert lab.bus.waiting("hearer") == 0


def test_a_consumer_that_is_back_before_its_acknowledgement_arrives_hears_it_again(
    lab: Lab,
) -> None:
    say(lab, 1)
    lab.run(ON_ITS_WAY_BACK - lab.now_ms)
    lab.down("hearer")
    lab.up("hearer")
    lab.settle()
    assert heard(lab) == [1, 1]
    assert times(lab, "deliver") == [(6, 15), (15, 18)]  # that of the first counts for both


def test_what_is_on_its_way_to_an_old_version_does_not_reach_it(lab: Lab) -> None:
    say(lab, 1)
    lab.run(ON_ITS_WAY - lab.now_ms)
    lab.start(hearer)
    lab.settle()
    assert times(lab, "process") == [(13, 15)]
    assert heard(lab) == [1]


@pytest.mark.parametrize(
    ("point", "handled"),
    [("before commit", [1]), ("after commit", [1, 1]), ("before acknowledging", [1, 1])],
)
def test_a_consumer_goes_down_at_a_point(lab: Lab, point: str, handled: list[int]) -> None:
    lab.down("hearer", at=point)  # type: ignore[arg-type]
    say(lab, 1)
    lab.settle()
    assert times(lab, "deliver") == [(6, 13)]
    assert times(lab, "process") == [(11, 13)]
    assert ends(lab, "process") == ["crashed"]
    assert heard(lab) == handled[1:]
    assert lab.bus.waiting("hearer") == 1
    lab.run(100 - lab.now_ms)
    lab.up("hearer")
    lab.settle()
    assert times(lab, "deliver")[1:] == [(100, 112)]
    assert heard(lab) == handled
    assert lab.bus.waiting("hearer") == 0


# Places


def test_a_new_version_goes_on_where_the_old_one_was(lab: Lab) -> None:
    say(lab, 1, 2)
    lab.settle()
    lab.start(hearer)
    say(lab, 3)
    lab.settle()
    assert heard(lab) == [1, 2, 3]


def test_a_replay_does_not_disturb_what_is_in_hand(lab: Lab) -> None:
    say(lab, 1, 2)
    lab.run(BEING_HANDLED - lab.now_ms)
    lab.bus.replay("hearer")
    lab.settle()
    assert heard(lab) == [1, 1, 2]
    assert lab.bus.waiting("hearer") == 0


def test_a_version_that_listens_to_more_gets_it_from_now_on(lab: Lab) -> None:
    def narrow(db: Database, bus: Bus) -> FastAPI:
        db.schema(HEARD)

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            await tx.query("insert into heard (n) values (:n)", n=event.data["n"])

        return FastAPI()

    lab.start(narrow)
    lab.post("http://teller/shout/1")
    say(lab, 2)
    lab.settle()
    lab.start(hearer, name="narrow")
    lab.post("http://teller/shout/3")
    lab.settle()
    assert heard(lab, "narrow") == [2, 3]
