"""What any bus must do, whoever runs it: the lab, and later a broker of real processes.

A clause takes the ground on which services run, starts its own services there, and asserts. It
knows nothing but the ports and what a learner can do: start, request, take down, look.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from fastapi import FastAPI

from course.ports import Bus, BusUnavailable, Database, Event, Queries, Question, Row


class Answer(Protocol):
    @property
    def status(self) -> int | None: ...
    @property
    def body(self) -> Any: ...


class Letter(Protocol):
    consumer: str
    position: int
    attempts: int
    reason: str
    event: Event


class Control(Protocol):
    delivery_limit: int

    def events(self, start: int = 1) -> list[tuple[int, Event]]: ...
    def position(self, consumer: str) -> int: ...
    def waiting(self, consumer: str) -> int: ...
    def dead_letters(self) -> list[Any]: ...
    def send_again(self, letter: Any) -> None: ...
    def replay(self, consumer: str, position: int = 1) -> None: ...


Point = Literal["before commit", "after commit", "before acknowledging"]


class Ground(Protocol):
    @property
    def bus(self) -> Control: ...
    def start(self, *functions: Callable[..., Any], name: str | None = None) -> None: ...
    def get(self, url: str) -> Answer: ...
    def post(self, url: str, json: Any = None) -> Answer: ...
    def down(self, name: str, at: Point | None = None) -> None: ...
    def up(self, name: str) -> None: ...
    def settle(self) -> None: ...
    def tables(self, service: str) -> dict[str, list[Row]]: ...


SAID = "create table if not exists said (n integer primary key)"
HEARD = """
create table if not exists heard (at integer primary key autoincrement, n integer, type text);
create table if not exists once (n integer primary key)
"""
POISON, STUMBLES = 13, 7


def teller(db: Database, bus: Bus) -> FastAPI:
    """Tells numbers: with the row in one transaction, or without one."""
    db.schema(SAID)
    bus.declare("number.said", "number.shouted")
    app = FastAPI()

    @app.post("/say/{n}")
    async def say(n: int) -> None:
        async with db.transaction() as tx:
            await tx.query("insert into said values (:n)", n=n)
            bus.emit(tx, Event("number.said", {"n": n}))

    @app.post("/regret/{n}")
    async def regret(n: int) -> None:
        async with db.transaction() as tx:
            bus.emit(tx, Event("number.said", {"n": n}))
            await tx.query("insert into said values (:n)", n=n)
            raise RuntimeError("thought better of it")

    @app.post("/shout/{n}")
    async def shout(n: int, id: str = "") -> str:
        try:
            await bus.publish(Event("number.shouted", {"n": n}, id=id))
        except BusUnavailable as error:
            return str(error)
        return "stored"

    return app


def hearer(db: Database, bus: Bus) -> FastAPI:
    """Writes down what it hears. One number it cannot bear, one it stumbles over at first."""
    db.schema(HEARD)
    stumbled: set[int] = set()

    @bus.on("number.*")
    async def hear(event: Event, tx: Queries) -> None:
        n = event.data["n"]
        await tx.query("insert into heard (n, type) values (:n, :type)", n=n, type=event.type)
        await tx.query("insert or ignore into once values (:n)", n=n)
        if n == STUMBLES and n not in stumbled:
            stumbled.add(n)
            raise RuntimeError("stumbled")
        if n == POISON:
            raise RuntimeError("cannot bear it")

    return FastAPI()


def heard(ground: Ground, service: str = "hearer") -> list[int]:
    """The numbers that a hearer has written down, in that order."""
    return [row["n"] for row in ground.tables(service)["heard"]]


def say(ground: Ground, *numbers: int) -> None:
    for n in numbers:
        ground.post(f"http://teller/say/{n}")


def what_is_told_reaches_who_listens(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 1, 2, 3)
    ground.settle()
    assert heard(ground) == [1, 2, 3]


def what_is_undone_is_not_told(ground: Ground) -> None:
    ground.start(teller, hearer)
    assert ground.post("http://teller/regret/1").status == 500
    say(ground, 2)
    ground.settle()
    assert heard(ground) == [2]
    assert [event.data for _, event in ground.bus.events()] == [{"n": 2}]


def the_order_of_the_log_is_kept(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, *range(20, 60))
    ground.settle()
    assert heard(ground) == [event.data["n"] for _, event in ground.bus.events()]
    assert heard(ground) == [*range(20, 60)]


def every_consumer_has_a_place_of_its_own(ground: Ground) -> None:
    ground.start(teller, hearer)
    ground.start(hearer, name="other")
    ground.down("other")
    say(ground, 1, 2)
    ground.settle()
    assert (heard(ground), heard(ground, "other")) == ([1, 2], [])
    assert (ground.bus.waiting("hearer"), ground.bus.waiting("other")) == (0, 2)
    assert (ground.bus.position("hearer"), ground.bus.position("other")) == (2, 0)
    ground.up("other")
    ground.settle()
    assert heard(ground, "other") == [1, 2]


def who_joins_late_catches_up(ground: Ground) -> None:
    ground.start(teller)
    say(ground, 1, 2, 3)
    ground.settle()
    ground.start(hearer)
    ground.settle()
    assert heard(ground) == [1, 2, 3]


def a_group_shares_the_work(ground: Ground) -> None:
    def worker(db: Database, bus: Bus) -> FastAPI:
        db.schema(HEARD)

        @bus.on("number.said", group="workers")
        async def hear(event: Event, tx: Queries) -> None:
            await tx.query("insert into heard (n) values (:n)", n=event.data["n"])

        return FastAPI()

    ground.start(worker, name="one")
    ground.start(worker, name="two")
    ground.start(teller)
    say(ground, *range(20, 40))
    ground.settle()
    assert sorted(heard(ground, "one") + heard(ground, "two")) == [*range(20, 40)]
    ground.down("one")
    before = heard(ground, "two")
    say(ground, 40, 41)
    ground.settle()
    assert heard(ground, "two") == [*before, 40, 41]


def who_fails_is_asked_again_before_anything_else(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 6, STUMBLES, 8)
    ground.settle()
    assert heard(ground) == [6, STUMBLES, 8]


def what_nobody_can_handle_is_laid_aside_and_can_be_sent_again(ground: Ground) -> None:
    ground.start(teller, hearer)
    ground.bus.delivery_limit = 3
    say(ground, 12, POISON, 14)
    ground.settle()
    assert heard(ground) == [12, 14]
    (letter,) = ground.bus.dead_letters()
    assert (letter.consumer, letter.attempts, letter.event.data) == ("hearer", 3, {"n": POISON})
    assert "cannot bear it" in letter.reason
    assert ground.bus.waiting("hearer") == 0

    def cured(db: Database, bus: Bus) -> FastAPI:
        db.schema(HEARD)

        @bus.on("number.*")
        async def hear(event: Event, tx: Queries) -> None:
            await tx.query("insert into heard (n) values (:n)", n=event.data["n"])

        return FastAPI()

    ground.start(cured, name="hearer")
    ground.bus.send_again(letter)
    ground.settle()
    assert heard(ground) == [12, 14, POISON]
    assert ground.bus.dead_letters() == []


def a_consumer_can_start_again_anywhere(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 1, 2, 3)
    ground.settle()
    ground.bus.replay("hearer", 2)
    assert ground.bus.waiting("hearer") == 2
    ground.settle()
    assert heard(ground) == [1, 2, 3, 2, 3]
    ground.bus.replay("hearer")
    ground.settle()
    assert heard(ground) == [1, 2, 3, 2, 3, 1, 2, 3]


def while_the_bus_is_down_nothing_is_lost(ground: Ground) -> None:
    ground.start(teller, hearer)
    ground.down("bus")
    say(ground, 1, 2)
    assert ground.post("http://teller/shout/3").body != "stored"
    ground.settle()
    assert heard(ground) == []
    ground.up("bus")
    ground.settle()
    assert heard(ground) == [1, 2]
    assert ground.post("http://teller/shout/3").body == "stored"


def a_named_event_is_stored_once(ground: Ground) -> None:
    ground.start(teller, hearer)
    for _ in range(3):
        assert ground.post("http://teller/shout/5?id=five").body == "stored"
    ground.post("http://teller/shout/5")
    ground.post("http://teller/shout/5")
    ground.settle()
    assert heard(ground) == [5, 5, 5]
    assert len(ground.bus.events()) == 3


def _wherever(ground: Ground, who: str, point: Point) -> None:
    ground.start(teller, hearer)
    say(ground, 1)
    ground.settle()
    ground.down(who, at=point)
    say(ground, 2)
    ground.settle()
    ground.up(who)
    say(ground, 3)
    ground.settle()
    said = [row["n"] for row in ground.tables("teller")["said"]]
    assert [row["n"] for row in ground.tables("hearer")["once"]] == said
    assert [event.data["n"] for _, event in ground.bus.events()] == said
    assert set(said) >= {1, 3}
    assert ground.bus.waiting("hearer") == 0


def a_teller_may_die_before_its_commit(ground: Ground) -> None:
    _wherever(ground, "teller", "before commit")
    assert heard(ground) == [1, 3]


def a_teller_may_die_after_its_commit(ground: Ground) -> None:
    _wherever(ground, "teller", "after commit")
    assert heard(ground) == [1, 2, 3]


def a_hearer_may_die_before_its_commit(ground: Ground) -> None:
    _wherever(ground, "hearer", "before commit")
    assert heard(ground) == [1, 2, 3]


def a_hearer_that_dies_before_it_acknowledges_hears_it_twice(ground: Ground) -> None:
    _wherever(ground, "hearer", "before acknowledging")
    assert heard(ground) == [1, 2, 2, 3]


def an_event_says_what_it_is(ground: Ground) -> None:
    def reader(db: Database, bus: Bus) -> FastAPI:
        db.schema("create table if not exists seen (id text, source text, time text, trace text)")

        @bus.on(">")
        async def hear(event: Event, tx: Queries) -> None:
            await tx.query(
                "insert into seen values (:id, :source, :time, :trace)",
                id=event.id,
                source=event.source,
                time=event.time,
                trace=event.traceparent,
            )

        return FastAPI()

    ground.start(teller, reader)
    say(ground, 1, 2)
    ground.post("http://teller/shout/3")
    ground.settle()
    seen = ground.tables("reader")["seen"]
    assert len({(row["source"], row["id"]) for row in seen}) == 3
    assert all(row["source"] == "teller" and row["id"] for row in seen)
    assert all(datetime.fromisoformat(row["time"]).utcoffset() == timedelta(0) for row in seen)
    assert all(row["trace"].startswith("00-") for row in seen)


def a_pattern_brings_what_it_covers_and_nothing_else(ground: Ground) -> None:
    def listener(db: Database, bus: Bus) -> FastAPI:
        db.schema("create table if not exists seen (pattern text, type text)")

        def note(pattern: str) -> Callable[[Event, Queries], Awaitable[None]]:
            async def hear(event: Event, tx: Queries) -> None:
                sql = "insert into seen values (:pattern, :type)"
                await tx.query(sql, pattern=pattern, type=event.type)

            return hear

        for pattern in ("number.said", "number.*", "*.said", "number.>", ">", "number"):
            bus.on(pattern)(note(pattern))
        return FastAPI()

    ground.start(teller, listener)
    say(ground, 1)
    ground.post("http://teller/shout/2")
    ground.settle()
    seen = [(row["type"], row["pattern"]) for row in ground.tables("listener")["seen"]]
    assert sorted(seen) == [
        ("number.said", "*.said"),
        ("number.said", ">"),
        ("number.said", "number.*"),
        ("number.said", "number.>"),
        ("number.said", "number.said"),
        ("number.shouted", ">"),
        ("number.shouted", "number.*"),
        ("number.shouted", "number.>"),
    ]


def data_comes_as_it_went(ground: Ground) -> None:
    data = {"text": 'Grüße, 商店 \U0001f6d2 "', "n": [1, -2.5, 10**15, None, True], "in": {"": {}}}

    def sender(bus: Bus) -> FastAPI:
        bus.declare("thing.sent")
        app = FastAPI()

        @app.post("/")
        async def send() -> None:
            await bus.publish(Event("thing.sent", data))

        return app

    def receiver(db: Database, bus: Bus) -> FastAPI:
        db.schema("create table if not exists received (is_the_same integer)")

        @bus.on("thing.sent")
        async def hear(event: Event, tx: Queries) -> None:
            same = event.data == data
            await tx.query("insert into received values (:same)", same=same)

        return FastAPI()

    ground.start(sender, receiver)
    ground.post("http://sender/")
    ground.settle()
    assert ground.tables("receiver")["received"] == [{"is_the_same": 1}]


def what_follows_from_an_event_is_told_with_what_is_written_of_it(ground: Ground) -> None:
    def echo(db: Database, bus: Bus) -> FastAPI:
        db.schema(HEARD)
        bus.declare("echo.said")
        stumbled: set[int] = set()

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            n = event.data["n"]
            bus.emit(tx, Event("echo.said", {"n": n}))
            await tx.query("insert into heard (n) values (:n)", n=n)
            if n == STUMBLES and n not in stumbled:
                stumbled.add(n)
                raise RuntimeError("stumbled")

        return FastAPI()

    ground.start(teller, echo)
    say(ground, 6, STUMBLES, 8)
    ground.settle()
    echoes = [event.data["n"] for _, event in ground.bus.events() if event.type == "echo.said"]
    assert heard(ground, "echo") == echoes == [6, STUMBLES, 8]


def a_service_hears_what_it_tells_itself(ground: Ground) -> None:
    def monk(db: Database, bus: Bus) -> FastAPI:
        db.schema(HEARD)
        bus.declare("prayer.said")
        app = FastAPI()

        @app.post("/")
        async def pray() -> None:
            await bus.publish(Event("prayer.said", {"n": 1}))

        @bus.on("prayer.said")
        async def hear(event: Event, tx: Queries) -> None:
            await tx.query("insert into heard (n) values (:n)", n=event.data["n"])

        return app

    ground.start(monk)
    ground.post("http://monk/")
    ground.settle()
    assert heard(ground, "monk") == [1]


def the_position_stops_before_what_is_not_done(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 1)
    ground.settle()
    ground.down("hearer", at="before commit")
    say(ground, 2, 3)
    ground.settle()
    assert (ground.bus.position("hearer"), ground.bus.waiting("hearer")) == (1, 2)
    assert heard(ground) == [1]
    ground.up("hearer")
    ground.settle()
    assert (ground.bus.position("hearer"), ground.bus.waiting("hearer")) == (3, 0)


def a_bus_that_goes_down_forgets_nobodys_place(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 1, 2)
    ground.settle()
    ground.down("bus")
    ground.up("bus")
    say(ground, 3)
    ground.settle()
    assert heard(ground) == [1, 2, 3]
    assert ground.bus.position("hearer") == 3


def a_new_version_goes_on_where_the_old_one_was(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 1, 2)
    ground.settle()
    ground.start(hearer)
    say(ground, 3)
    ground.settle()
    assert heard(ground) == [1, 2, 3]


def asker(bus: Bus) -> FastAPI:
    """Asks for a sum, and says who has answered what."""
    app = FastAPI()

    @app.get("/{n}")
    async def ask(n: int) -> Any:
        try:
            return await bus.ask("number.about", {"n": n}, ["double", "after"], timeout_ms=200)
        except BusUnavailable:
            return "no bus"

    return app


def double(bus: Bus) -> FastAPI:
    @bus.answers("number.about")
    async def answer(question: Question) -> int:
        if question.data["n"] == POISON:
            raise RuntimeError("cannot bear it")
        return 2 * int(question.data["n"])

    return FastAPI()


def after(bus: Bus) -> FastAPI:
    @bus.answers("number.about", after="double")
    async def answer(question: Question) -> list[int]:
        return [int(question.parts["double"]) + 1]

    return FastAPI()


def a_question_gathers_the_parts(ground: Ground) -> None:
    ground.start(asker, double, after)
    assert ground.get("http://asker/4").body == {"double": 8, "after": [9]}


def who_does_not_answer_in_time_is_missing(ground: Ground) -> None:
    ground.start(asker, double, after)
    ground.down("after")
    assert ground.get("http://asker/4").body == {"double": 8}
    ground.down("double")
    assert ground.get("http://asker/4").body == {}
    ground.up("double")
    ground.up("after")
    assert ground.get("http://asker/4").body == {"double": 8, "after": [9]}
    assert ground.get(f"http://asker/{POISON}").body == {}


def without_a_bus_there_is_no_asking(ground: Ground) -> None:
    ground.start(asker, double, after)
    ground.down("bus")
    assert ground.get("http://asker/4").body == "no bus"
    ground.up("bus")
    assert ground.get("http://asker/4").body == {"double": 8, "after": [9]}


Clause = Callable[[Ground], None]

CONTRACT: tuple[Clause, ...] = (
    what_is_told_reaches_who_listens,
    what_is_undone_is_not_told,
    the_order_of_the_log_is_kept,
    every_consumer_has_a_place_of_its_own,
    who_joins_late_catches_up,
    a_group_shares_the_work,
    who_fails_is_asked_again_before_anything_else,
    what_nobody_can_handle_is_laid_aside_and_can_be_sent_again,
    a_consumer_can_start_again_anywhere,
    while_the_bus_is_down_nothing_is_lost,
    a_named_event_is_stored_once,
    a_teller_may_die_before_its_commit,
    a_teller_may_die_after_its_commit,
    a_hearer_may_die_before_its_commit,
    a_hearer_that_dies_before_it_acknowledges_hears_it_twice,
    an_event_says_what_it_is,
    a_pattern_brings_what_it_covers_and_nothing_else,
    data_comes_as_it_went,
    what_follows_from_an_event_is_told_with_what_is_written_of_it,
    a_service_hears_what_it_tells_itself,
    the_position_stops_before_what_is_not_done,
    a_bus_that_goes_down_forgets_nobodys_place,
    a_new_version_goes_on_where_the_old_one_was,
    a_question_gathers_the_parts,
    who_does_not_answer_in_time_is_missing,
    without_a_bus_there_is_no_asking,
)
