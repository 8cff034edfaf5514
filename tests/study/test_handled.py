"""What a service has done with its events, and things that are under way at the same time."""

from typing import Any

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, Clock, Database, Event
from course.study.referee.handled import handled
from course.study.referee.hands import begin, hands


def teller(bus: Bus) -> FastAPI:
    bus.declare("thing.happened")
    app = FastAPI()

    @app.post("/tell/{number}")
    async def tell(number: int) -> None:
        await bus.publish(Event("thing.happened", {"id": number}))

    return app


def listener(db: Database, bus: Bus) -> FastAPI:
    @bus.on("thing.*")
    async def hear(event: Event, tx: Any) -> None:
        if event.data["id"] == 13:
            raise ValueError(event.data["id"])

    return FastAPI()


@pytest.fixture
def lab() -> Lab:
    made = Lab()
    made.start(teller, listener)
    return made


def tell(lab: Lab, *numbers: int) -> None:
    for number in numbers:
        lab.post(f"http://teller/tell/{number}")
    lab.settle()


def test_events_are_told_in_the_order_in_which_they_came(lab: Lab) -> None:
    lab.bus.reorder("thing.happened")
    tell(lab, 1, 2)
    assert [each.data["id"] for each in handled(lab, "listener")] == [2, 1]
    assert {each.type for each in handled(lab, "listener")} == {"thing.happened"}
    assert handled(lab, "teller") == []


def test_what_comes_twice_is_there_twice(lab: Lab) -> None:
    lab.bus.lose("acknowledgement")
    tell(lab, 1)
    first, second = handled(lab, "listener")
    assert (first.attempt, second.attempt) == (1, 2)
    assert second.at_ms - first.at_ms == lab.bus.ack_wait_ms


def test_what_failed_says_how(lab: Lab) -> None:
    tell(lab, 13)
    assert {each.failed for each in handled(lab, "listener")} == {"ValueError"}


def test_a_crash_is_seen_and_the_start_after_it(lab: Lab) -> None:
    lab.down("listener", at="before commit")
    tell(lab, 1)
    lab.up("listener")
    lab.settle()
    assert [(each.failed, each.ups) for each in handled(lab, "listener")] == [
        ("crashed", 0),
        ("", 1),
    ]


def slow(db: Database, clock: Clock) -> FastAPI:
    db.schema("create table if not exists marks (what text)")
    app = FastAPI()

    @app.post("/mark")
    async def mark(what: str) -> None:
        await db.query("insert into marks values (:what)", what=f"{what} begins")
        await clock.sleep(50)
        await db.query("insert into marks values (:what)", what=f"{what} ends")

    return app


def marks(lab: Lab) -> list[str]:
    return [row["what"] for row in lab.tables("slow")["marks"]]


def test_what_is_begun_goes_on_beside_the_rest() -> None:
    lab = Lab()
    lab.start(hands, slow)
    begin(lab, "POST", "http://slow/mark?what=tea %26 water")
    assert marks(lab) == ["tea & water begins"]
    begin(lab, "POST", "http://slow/mark?what=cups")
    lab.settle()
    assert [mark.partition(" begins")[1] for mark in marks(lab)][:2] == [" begins", " begins"]
    assert len(marks(lab)) == 4


def test_nobody_minds_if_it_comes_to_nothing() -> None:
    lab = Lab()
    lab.start(hands, slow)
    begin(lab, "POST", "http://slow/mark?what=tea")
    lab.down("slow")
    begin(lab, "POST", "http://slow/mark?what=cups")
    lab.settle()
    assert marks(lab) == ["tea begins"]
