"""Writing and telling as one: the outbox, its relay, and where the process may die between them.

The way of one event without any fault, in the lab below: told and committed at 1 ms, at the bus
at 6, confirmed at 11.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, Clock, Database, Event, Queries
from course.trace import Span
from tests.contracts.bus import heard, hearer, say, teller


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(teller, hearer)
    lab.link("client", "teller").latency_ms = 0
    return lab


def sends(lab: Lab) -> list[Span]:
    return [span for span in lab.trace if span.name == "send number.said"]


def times(lab: Lab) -> list[tuple[float, float, Any]]:
    """When each try to publish left, when it was confirmed or given up, and why."""
    return [
        (span.start / 1e6, span.end / 1e6, span.attributes.get("error.type")) for span in sends(lab)
    ]


def told(lab: Lab) -> list[int]:
    return [event.data["n"] for _, event in lab.bus.events()]


def outbox(lab: Lab, service: str = "teller") -> list[int]:
    """The numbers of the rows that are left in it."""
    return [row["number"] for row in lab.tables(service)["outbox"]]


def test_an_event_is_in_the_outbox_until_its_confirmation(lab: Lab) -> None:
    say(lab, 1)
    (row,) = lab.tables("teller")["outbox"]
    assert (row["id"], row["type"], row["data"]) == ("teller#1", "number.said", '{"n": 1}')
    lab.run(9)
    assert (told(lab), outbox(lab)) == ([1], [1])
    lab.run(1)
    assert outbox(lab) == []
    assert times(lab) == [(1, 11, None)]


def test_what_was_written_meanwhile_travels_together_once_the_relay_is_back(lab: Lab) -> None:
    say(lab, 1, 2, 3, 4)  # committed at 1, 2, 3, 4
    lab.settle()
    assert times(lab) == [(1, 11, None), (11, 21, None), (11, 21, None), (11, 21, None)]
    assert told(lab) == [1, 2, 3, 4]


def test_a_relay_takes_no_more_than_a_hundred_at_once(lab: Lab) -> None:
    lab.down("bus")
    say(lab, *range(20, 170))
    lab.settle()
    before = len(sends(lab))
    lab.up("bus")
    lab.settle()
    starts = [start for start, _, _ in times(lab)[before:]]
    assert starts == [starts[0]] * 100 + [starts[0] + 10] * 50
    assert told(lab) == [*range(20, 170)]


def test_nobody_tries_to_reach_a_bus_that_is_down(lab: Lab) -> None:
    say(lab, 1)
    lab.run(2)
    lab.down("bus")  # while the event is on its way
    lab.run(97)
    say(lab, 2)
    lab.run(900)
    assert times(lab) == [(1, 11, "connection_refused")]
    lab.up("bus")
    lab.settle()
    assert times(lab)[1:] == [(1001, 1011, None), (1001, 1011, None)]
    assert told(lab) == [1, 2]


def test_a_bus_that_is_back_when_the_refusal_comes_is_tried_again_after_a_pause(lab: Lab) -> None:
    say(lab, 1)
    lab.run(2)
    lab.down("bus")
    lab.run(5)
    lab.up("bus")
    lab.settle()
    assert times(lab) == [(1, 11, "connection_refused"), (111, 121, None)]


def test_what_is_undone_while_the_relay_is_at_work_is_not_told(lab: Lab) -> None:
    def hesitant(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        bus.declare("thing.said")
        app = FastAPI()

        @app.post("/say")
        async def say() -> None:
            async with db.transaction() as tx:
                bus.emit(tx, Event("thing.said", {"n": 1}))

        @app.post("/regret")
        async def regret() -> None:
            async with db.transaction() as tx:
                bus.emit(tx, Event("thing.said", {"n": 2}))
                await clock.sleep(2000)
                raise RuntimeError("thought better of it")

        return app

    lab.start(hesitant)
    lab.bus.lose("publish")  # it looks into the outbox again while the other hesitates
    lab.post("http://hesitant/say")
    assert lab.post("http://hesitant/regret").status == 500
    lab.settle()
    assert told(lab) == [1]
    assert outbox(lab, "hesitant") == []


def test_what_a_handler_tells_is_told_with_what_it_writes(lab: Lab) -> None:
    def echo(db: Database, bus: Bus) -> FastAPI:
        bus.declare("echo.said")
        fails = [1, 2]

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            bus.emit(tx, Event("echo.said", dict(event.data)))
            if fails:
                raise RuntimeError(fails.pop())

        return FastAPI()

    lab.start(echo)
    say(lab, 1)
    lab.settle()
    types = [event.type for _, event in lab.bus.events()]
    assert types == ["number.said", "echo.said"]


# Where the process may die


@pytest.mark.parametrize(
    ("moment", "stored"),
    [(3, [6, 56]), (8, [6, 56]), (11, [6])],
    ids=["on its way", "stored", "confirmed"],
)
def test_the_teller_goes_down_and_comes_back(lab: Lab, moment: int, stored: list[int]) -> None:
    say(lab, 1)
    lab.run(moment - lab.now_ms)
    lab.down("teller")
    lab.run(51 - lab.now_ms)
    lab.up("teller")
    lab.settle()
    stores = [span for span in lab.trace if span.name == "store number.said"]
    assert [span.start / 1e6 for span in stores] == stored
    assert [span.attributes.get("bus.duplicate") for span in stores][1:] == [True] * (
        len(stored) - 1
    )
    assert (told(lab), heard(lab), outbox(lab)) == ([1], [1], [])


@pytest.mark.parametrize(("point", "written"), [("before commit", []), ("after commit", [1])])
def test_the_teller_goes_down_at_its_commit(lab: Lab, point: Any, written: list[int]) -> None:
    lab.down("teller", at=point)
    assert lab.post("http://teller/say/1").problem == "teller went down while it answered"
    lab.settle()
    assert [row["n"] for row in lab.tables("teller")["said"]] == written
    assert (told(lab), outbox(lab)) == ([], written)
    assert times(lab) == []
    lab.up("teller")
    lab.settle()
    assert told(lab) == written


def test_what_a_version_leaves_behind_the_next_one_tells_even_if_it_tells_nothing(
    lab: Lab,
) -> None:
    def silent(db: Database, bus: Bus) -> FastAPI:
        return FastAPI()

    lab.down("teller", at="after commit")
    say(lab, 1)
    lab.start(silent, name="teller")
    lab.settle()
    assert (told(lab), outbox(lab)) == ([1], [])


def test_a_request_that_arrives_at_a_new_version_is_told_by_it(lab: Lab) -> None:
    def client(http: Any) -> FastAPI:
        app = FastAPI()

        @app.post("/")
        async def go() -> None:
            asyncio.get_running_loop().create_task(http.post("http://teller/say/1"))

        return app

    lab.link("client", "client_service").latency_ms = 0
    lab.link("client_service", "teller").latency_ms = 20
    lab.start(client, name="client_service")
    lab.post("http://client_service/")
    lab.run(5)
    lab.start(teller)
    lab.settle()
    assert (told(lab), outbox(lab)) == ([1], [])


# Names


def test_events_that_nobody_named_are_numbered(lab: Lab) -> None:
    say(lab, 1)
    lab.post("http://teller/regret/2")
    say(lab, 3)
    lab.post("http://teller/shout/4")
    lab.post("http://teller/shout/5?id=five")
    lab.settle()
    ids = {event.data["n"]: event.id for _, event in lab.bus.events()}
    assert ids == {1: "teller#1", 3: "teller#2", 4: "teller#p1", 5: "five"}


def test_a_name_that_an_event_was_given_names_what_follows_from_it(lab: Lab) -> None:
    """The usual way to tell once what follows from something that may be heard twice."""

    def mailer(bus: Bus) -> FastAPI:
        bus.declare("mail.sent")

        @bus.on("number.*")
        async def hear(event: Event) -> None:
            await bus.publish(Event("mail.sent", {}, id=event.id))

        return FastAPI()

    lab.start(mailer)
    lab.bus.double(to="mailer", times=2)
    say(lab, 1)
    lab.post("http://teller/shout/2")
    lab.settle()
    mails = [event.id for _, event in lab.bus.events() if event.type == "mail.sent"]
    assert mails == ["teller#1", "teller#p1"]


def test_names_are_never_given_twice_in_a_folder(tmp_path: Path) -> None:
    ids: list[str] = []
    for run in range(3):
        lab = Lab(folder=tmp_path)
        lab.start(teller, hearer)
        say(lab, 3 * run + 20)
        lab.down("bus")
        say(lab, 3 * run + 21)  # is published by the next run
        lab.post(f"http://teller/shout/{3 * run + 22}")
        lab.settle()
        lab.up("bus")
        lab.post(f"http://teller/shout/{3 * run + 22}")
        ids = [event.id for _, event in lab.bus.events()]
        lab.close()
    assert len(set(ids)) == len(ids) >= 8


def test_even_if_a_database_is_thrown_away_and_the_bus_is_not(tmp_path: Path) -> None:
    for run in range(2):
        lab = Lab(folder=tmp_path)
        lab.start(teller, hearer)
        say(lab, 20 + run)
        lab.settle()
        events = lab.bus.events()
        lab.close()
        for file in tmp_path.glob("teller.db*"):
            file.unlink()
    assert [(event.id, event.data["n"]) for _, event in events] == [
        ("teller#1", 20),
        ("teller#1.1", 21),
    ]


def test_what_is_told_in_a_later_run_of_a_folder_is_told_later(tmp_path: Path) -> None:
    for run in range(3):
        lab = Lab(folder=tmp_path)
        lab.start(teller)
        lab.run(10_000 / (1 + run))  # less time goes by in each
        say(lab, 20 + run)
        lab.post(f"http://teller/shout/{30 + run}")
        lab.settle()
        times = [event.time for _, event in lab.bus.events()]
        lab.close()
    assert times == sorted(times)
    assert [time[:10] for time in times[::2]] == ["1970-01-01", "1970-01-02", "1970-01-03"]
