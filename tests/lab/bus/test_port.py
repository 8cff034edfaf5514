"""What a learner gets wrong on the bus ends at once, in an error that says what, where, what to do.

After each of them the lab goes on working, and nothing that was stored is lost.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from course.lab import Lab, errors, guard
from course.ports import Bus, Clock, Database, Event, Queries, Question
from tests.contracts.bus import heard, hearer, say, teller

Emit = Callable[[Any, Any, Any], Any]


@pytest.fixture
def lab() -> Iterator[Lab]:
    """A lab that must still work when the test is over."""
    lab = Lab()
    lab.start(teller, hearer)
    say(lab, 100)  # on its way while things go wrong
    yield lab
    say(lab, 101)
    lab.settle()
    assert heard(lab) == [100, 101]
    events = [event.data["n"] for _, event in lab.bus.events() if event.source == "teller"]
    assert events == [100, 101]


@contextmanager
def refused(error: type[errors.LabError], *words: str) -> Iterator[None]:
    """The error has its three parts, says all these words, and comes soon."""
    began = time.process_time()
    with pytest.raises(error) as caught:
        yield
    told = str(caught.value)
    assert "\nWhere: " in told
    assert "\nWhat to do: " in told
    assert not [word for word in words if word not in told], told
    assert time.process_time() - began < 2


def service(handler: Emit, *declared: str) -> Callable[[Database, Bus], FastAPI]:
    """A service ``users`` that does something with its bus when it is asked."""

    def users(db: Database, bus: Bus) -> FastAPI:
        bus.declare(*declared or ("user.signed_up",))
        app = FastAPI()

        @app.get("/")
        async def act() -> Any:
            async with db.transaction() as tx:
                return await handler(bus, tx, db)

        return app

    return users


def asked(lab: Lab, handler: Emit) -> None:
    lab.start(service(handler))
    lab.get("http://users/")


# Declaring


def test_an_event_that_was_not_declared(lab: Lab) -> None:
    async def emit(bus: Bus, tx: Queries, db: Database) -> None:
        bus.emit(tx, Event("user.left", {}))

    async def publish(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.publish(Event("user.left", {}))

    for handler in (emit, publish):
        with refused(
            errors.NotYourEvent,
            "users told 'user.left'",
            f"users: {handler.__name__}, line",
            "bus.declare('user.left')",
            "Declared so far: user.signed_up",
        ):
            asked(lab, handler)


def test_an_event_that_belongs_to_another(lab: Lab) -> None:
    def nosy(bus: Bus) -> FastAPI:
        bus.declare("number.said")
        return FastAPI()

    with refused(errors.NotYourEvent, "belongs to teller", "nosy, line", "@bus.on('number.said')"):
        lab.start(nosy)
    lab.down("teller")
    with refused(errors.NotYourEvent, "belongs to teller"):
        lab.start(nosy)
    lab.up("teller")


@pytest.mark.parametrize("name", ["Order Placed", "order..placed", "", "order.*", 5, ["a.b"]])
def test_a_name_that_is_no_subject(lab: Lab, name: Any) -> None:
    def users(bus: Bus) -> FastAPI:
        bus.declare(name)
        return FastAPI()

    with refused(errors.BadSetting, "is no subject", "order.placed"):
        lab.start(users)


# Emitting


def test_no_transaction(lab: Lab) -> None:
    async def emit(bus: Bus, tx: Queries, db: Database) -> None:
        bus.emit(None, Event("user.signed_up", {}))  # type: ignore[arg-type]

    with refused(errors.BadSetting, "given None", "users: emit, line", "async with db.trans"):
        asked(lab, emit)


def test_the_database_in_place_of_its_transaction(lab: Lab) -> None:
    async def emit(bus: Bus, tx: Queries, db: Database) -> None:
        bus.emit(db, Event("user.signed_up", {}))

    with refused(errors.BadSetting, "given the database itself", "async with db.transaction()"):
        asked(lab, emit)


def test_a_transaction_that_is_over(lab: Lab) -> None:
    def users(db: Database, bus: Bus) -> FastAPI:
        bus.declare("user.signed_up")
        app = FastAPI()

        @app.get("/")
        async def emit_late() -> None:
            async with db.transaction() as tx:
                await tx.query("select 1")
            bus.emit(tx, Event("user.signed_up", {}))

        return app

    lab.start(users)
    with refused(errors.BadSetting, "a transaction that is over", "users: emit_late, line"):
        lab.get("http://users/")


def test_a_transaction_of_another(lab: Lab) -> None:
    hand: list[Any] = []

    def lender(db: Database, clock: Clock) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def lend() -> None:
            async with db.transaction() as tx:
                hand.append(tx)
                await clock.sleep(20)

        return app

    async def emit(bus: Bus, tx: Queries, db: Database) -> None:
        bus.emit(hand[0], Event("user.signed_up", {}))

    lab.start(lender, service(emit))
    with refused(errors.BadSetting, "given a transaction on lender.db", "users's database"):
        lab.together("http://lender/", "http://users/")


def test_a_service_without_a_database_cannot_emit(lab: Lab) -> None:
    def users(bus: Bus) -> FastAPI:
        bus.declare("user.signed_up")
        app = FastAPI()

        @app.get("/")
        async def emit() -> None:
            bus.emit(None, Event("user.signed_up", {}))  # type: ignore[arg-type]

        return app

    lab.start(users)
    with refused(errors.BadSetting, "Ask for db in the signature", "await bus.publish(event)"):
        lab.get("http://users/")


@pytest.mark.parametrize("how", ["emit", "publish", "ask"])
def test_the_bus_of_another(lab: Lab, how: str) -> None:
    hand: list[Any] = []

    def owner(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        bus.declare("thing.done")
        app = FastAPI()

        @app.get("/")
        async def lend() -> None:
            async with db.transaction() as tx:
                hand.extend((bus, tx))
                await clock.sleep(50)

        return app

    def thief(clock: Clock) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def take() -> None:
            await clock.sleep(10)
            bus, tx = hand
            if how == "emit":
                bus.emit(tx, Event("thing.done", {}))
            elif how == "publish":
                await bus.publish(Event("thing.done", {}))
            else:
                await bus.ask("thing.known", {}, ["owner"])

        return app

    lab.start(owner, thief)
    with refused(errors.BadSetting, "thief uses the bus in the name of owner", "thief: take"):
        lab.together("http://owner/", "http://thief/")


@pytest.mark.parametrize(
    "data", [{1, 2}, {"at": object()}, {"n": float("nan")}, [1], "text", None, 5]
)
@pytest.mark.parametrize("how", ["emit", "publish", "ask"])
def test_data_that_is_no_json_object(lab: Lab, data: Any, how: str) -> None:
    async def tell(bus: Bus, tx: Queries, db: Database) -> None:
        if how == "emit":
            bus.emit(tx, Event("user.signed_up", data))
        elif how == "publish":
            await bus.publish(Event("user.signed_up", data))
        else:
            await bus.ask("user.known", data, ["users"])

    with refused(errors.BadSetting, "The data of the", "users: tell, line", "Give a dict"):
        asked(lab, tell)


def test_something_that_is_no_event(lab: Lab) -> None:
    async def emit(bus: Bus, tx: Queries, db: Database) -> None:
        bus.emit(tx, {"type": "user.signed_up"})  # type: ignore[arg-type]

    with refused(errors.BadSetting, "is no event", 'Write: Event("order.placed"'):
        asked(lab, emit)


@pytest.mark.parametrize("name", [5, None, "users#3"])
def test_a_name_that_no_event_can_have(lab: Lab, name: Any) -> None:
    async def emit(bus: Bus, tx: Queries, db: Database) -> None:
        bus.emit(tx, Event("user.signed_up", {}, id=name))

    with refused(errors.BadSetting, repr(name), "users: emit, line"):
        asked(lab, emit)


def test_an_emit_that_is_awaited(lab: Lab) -> None:
    async def emit(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.emit(tx, Event("user.signed_up", {}))  # type: ignore[func-returns-value]

    with refused(errors.BadSetting, "users: emit, line", "Leave out await", "bus.emit(tx, event)"):
        asked(lab, emit)
    assert lab.tables("users")["outbox"] == []


@pytest.mark.parametrize("how", ["publish", "ask"])
def test_a_forgotten_await(lab: Lab, how: str) -> None:
    async def forget(bus: Bus, tx: Queries, db: Database) -> None:
        if how == "publish":
            bus.publish(Event("user.signed_up", {}))  # type: ignore[unused-coroutine]
        else:
            bus.ask("user.known", {}, ["users"])  # type: ignore[unused-coroutine]

    with refused(errors.ForgottenAwait, f"ServiceBus.{how}", "users: forget", "Write await"):
        asked(lab, forget)


# Listening


def listening(**handlers: Any) -> Callable[[Database, Bus], FastAPI]:
    (handler,) = handlers.values()

    def users(db: Database, bus: Bus) -> FastAPI:
        bus.on("number.said")(handler)
        return FastAPI()

    return users


def test_a_handler_that_is_a_plain_def(lab: Lab) -> None:
    def hear(event: Event, tx: Queries) -> None: ...

    with refused(errors.PlainFunction, "hear is a plain def", "test_port.py", "async def hear"):
        lab.start(listening(hear=hear))


def test_a_handler_that_is_no_function(lab: Lab) -> None:
    with refused(errors.BadSetting, "is no function", "@bus.on('number.said')"):
        lab.start(listening(hear=5))


def test_handlers_with_a_wrong_number_of_parameters(lab: Lab) -> None:
    async def none() -> None: ...
    async def three(event: Event, tx: Queries, more: int) -> None: ...

    for handler in (none, three):
        with refused(
            errors.BadSetting,
            f"{handler.__name__} takes {len(handler.__annotations__) - 1} parameters",
            "(event, tx) or (event)",
            f"{handler.__name__}, line",
        ):
            lab.start(listening(hear=handler))


def test_a_handler_that_wants_a_transaction_in_a_service_without_a_database(lab: Lab) -> None:
    def users(bus: Bus) -> FastAPI:
        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None: ...

        return FastAPI()

    with refused(errors.BadSetting, "hear takes 2 parameters", "ask for db", "hear, line"):
        lab.start(users)


@pytest.mark.parametrize("subject", ["Number.Said", "number.", ">.said", "number.>.said", "", 5])
def test_a_subject_that_nothing_fits(lab: Lab, subject: Any) -> None:
    def users(bus: Bus) -> FastAPI:
        @bus.on(subject)
        async def hear(event: Event) -> None: ...

        return FastAPI()

    with refused(errors.BadSetting, "nothing that one can listen to", "order.*"):
        lab.start(users)


@pytest.mark.parametrize("what", ["declare", "on", "answers"])
def test_what_is_registered_too_late(lab: Lab, what: str) -> None:
    async def late(bus: Bus, tx: Queries, db: Database) -> None:
        {
            "declare": lambda: bus.declare("user.left"),
            "on": lambda: bus.on("number.said"),
            "answers": lambda: bus.answers("user.known"),
        }[what]()

    with refused(errors.BadSetting, what, "came too late", "Where: users: ", "return app"):
        asked(lab, late)


def test_a_version_that_cannot_be_built_leaves_nobody_in_its_place(lab: Lab) -> None:
    def broken(db: Database, bus: Bus) -> FastAPI:
        bus.on("number.said")(print)  # type: ignore[type-var]
        return FastAPI()

    with refused(errors.BadSetting, "print is no function"):
        lab.start(broken, name="hearer")
    assert lab.get("http://hearer/").problem == "hearer is down"
    lab.settle()
    assert lab.bus.waiting("hearer") == 1
    lab.up("hearer")


# Handlers that do not behave


def naughty(handler: Callable[..., Any]) -> Callable[[Database, Bus, Clock], FastAPI]:
    def naughty(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        bus.declare("echo.said")

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            await handler(bus, tx, clock)

        return FastAPI()

    return naughty


def mended(db: Database, bus: Bus) -> FastAPI:
    db.schema("create table if not exists heard (n integer)")

    @bus.on("number.said")
    async def hear(event: Event, tx: Queries) -> None:
        await tx.query("insert into heard values (:n)", n=event.data["n"])

    return FastAPI()


async def never_returns(bus: Bus, tx: Queries, clock: Clock) -> None:
    await asyncio.Event().wait()


async def blocks(bus: Bus, tx: Queries, clock: Clock) -> None:
    time.sleep(30)


async def never_yields(bus: Bus, tx: Queries, clock: Clock) -> None:
    while True:
        pass


async def spins(bus: Bus, tx: Queries, clock: Clock) -> None:
    while True:
        await asyncio.sleep(0)


async def polls(bus: Bus, tx: Queries, clock: Clock) -> None:
    while True:
        await clock.sleep(100)


async def forgets(bus: Bus, tx: Queries, clock: Clock) -> None:
    tx.query("select 1")  # type: ignore[unused-coroutine]


async def tells_anothers(bus: Bus, tx: Queries, clock: Clock) -> None:
    bus.emit(tx, Event("number.said", {}))


@pytest.mark.parametrize(
    ("handler", "error", "words"),
    [
        (never_returns, errors.WaitsForEver, ["never ends", "await asyncio.Event().wait()"]),
        (blocks, errors.BlocksTheProcess, ["time.sleep", "clock.sleep"]),
        (never_yields, errors.NeverYields, ["without a pause"]),
        (spins, errors.NeverYields, ["clock stands still"]),
        (polls, errors.WaitsForEver, ["still work to do", "clock.sleep(100)"]),
        (forgets, errors.ForgottenAwait, ["Transaction.query", "Write await"]),
        (tells_anothers, errors.NotYourEvent, ["naughty told 'number.said'"]),
    ],
)
def test_a_handler_that_does_not_behave_and_is_mended(
    lab: Lab,
    monkeypatch: pytest.MonkeyPatch,
    handler: Callable[..., Any],
    error: type[errors.LabError],
    words: list[str],
) -> None:
    monkeypatch.setattr(guard, "PATIENCE_S", 0.2)
    monkeypatch.setattr(guard, "LOOK_EVERY_S", 0.05)
    lab.start(naughty(handler))
    with refused(error, "naughty: " + handler.__name__, *words):
        lab.settle()
    lab.start(mended, name="naughty")
    for letter in lab.bus.dead_letters():
        lab.bus.send_again(letter)
    lab.settle()
    assert heard(lab, "naughty") == [100]


def echoing(a: str, *others: str) -> Callable[[Database, Bus], FastAPI]:
    """Says something of its own whenever one of the others does."""

    def service(db: Database, bus: Bus) -> FastAPI:
        bus.declare(f"{a}.said")
        for other in others:

            @bus.on(f"{other}.said")
            async def echo(event: Event, tx: Queries) -> None:
                bus.emit(tx, Event(f"{a}.said", {}))

        return FastAPI()

    return service


def test_events_that_set_each_other_off_for_ever(lab: Lab) -> None:
    lab.start(echoing("egg", "hen"), name="egg")
    lab.start(echoing("hen", "number", "egg"), name="hen")
    words = ["hen: echo, line", "-> number.said -> hen.said -> egg.said -> ... -> hen.said"]
    for _ in range(2):
        with refused(errors.EventsInACircle, *words, "tell nothing where nothing has changed"):
            lab.settle()
    lab.start(mended, name="hen")


def test_events_that_set_off_more_and_more(lab: Lab) -> None:
    lab.start(echoing("egg", "hen"), name="egg")
    lab.start(echoing("hen", "*"), name="hen")
    with refused(errors.EventsInACircle, "hen: echo, line", "-> number.said -> hen.said"):
        lab.settle()
    lab.start(mended, name="hen")


@pytest.mark.parametrize(("types", "times"), [(("count.went_on",), 10), (("a", "b", "c", "d"), 8)])
def test_a_chain_of_events_that_comes_to_an_end(
    lab: Lab, types: tuple[str, ...], times: int
) -> None:
    length = len(types) * times

    def counter(db: Database, bus: Bus) -> FastAPI:
        bus.declare(*types)
        app = FastAPI()

        @app.post("/")
        async def begin() -> None:
            await bus.publish(Event(types[0], {"n": 1}))

        async def go_on(event: Event, tx: Queries) -> None:
            n = event.data["n"]
            if n < length:
                bus.emit(tx, Event(types[n % len(types)], {"n": n + 1}))

        for each in types:
            bus.on(each)(go_on)
        return app

    lab.start(counter)
    for _ in range(2):
        lab.post("http://counter/")
        lab.settle()
    assert len([it for _, it in lab.bus.events() if it.source == "counter"]) == 2 * length


def test_a_relay_that_never_gets_through_is_named(lab: Lab) -> None:
    lab.settle()
    lab.start(service(one_sign_up))
    lab.link("users", "bus").failure_rate = 1
    lab.get("http://users/")
    with refused(errors.WaitsForEver, "still work to do", "users publishes what is in its outbox"):
        lab.settle()
    lab.link("users", "bus").failure_rate = 0


async def one_sign_up(bus: Bus, tx: Queries, db: Database) -> None:
    bus.emit(tx, Event("user.signed_up", {}))


def test_an_event_that_is_never_given_up_is_named(lab: Lab) -> None:
    lab.settle()

    def fails(bus: Bus) -> FastAPI:
        @bus.on("number.said")
        async def hear(event: Event) -> None:
            raise RuntimeError("again")

        return FastAPI()

    lab.bus.delivery_limit = 1000
    lab.start(fails)
    with refused(errors.WaitsForEver, "fails is to handle number.said, attempt 61"):
        lab.settle()
    lab.down("fails")


# Asking


def test_a_question_that_nobody_answers(lab: Lab) -> None:
    def owner(bus: Bus) -> FastAPI:
        @bus.answers("user.known")
        async def answer(question: Question) -> int:
            return 1

        return FastAPI()

    async def misspell(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.ask("user.knwon", {}, ["owner"])

    async def misname(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.ask("user.known", {}, ["ownr"])

    async def forget(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.ask("user.known", {}, [])

    async def unlist(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.ask("user.known", {}, "owner")

    with refused(errors.NobodyAnswers, "'user.known'", "waits for owner, where", "so far: nothing"):
        asked(lab, service_that_asks())
    lab.start(owner)
    with refused(errors.NobodyAnswers, "'user.knwon'", "Did you mean 'user.known'?"):
        asked(lab, misspell)
    with refused(errors.NobodyAnswers, "waits for ownr, where nothing", "users: misname"):
        asked(lab, misname)
    with refused(errors.NobodyAnswers, "waits for nobody", "answers=[...]"):
        asked(lab, forget)
    with refused(errors.BadSetting, "answers is 'owner', a text", "answers=['owner']"):
        asked(lab, unlist)
    lab.down("owner")
    asked(lab, service_that_asks())  # one that is down may come back: no mistake


def service_that_asks() -> Emit:
    async def ask(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.ask("user.known", {}, ["owner"], timeout_ms=50)

    return ask


def answering(after: str | None) -> Callable[[Bus], FastAPI]:
    def service(bus: Bus) -> FastAPI:
        @bus.answers("user.known", after=after)
        async def answer(question: Question) -> int:
            return 1

        return FastAPI()

    return service


def test_an_answer_after_one_that_never_comes(lab: Lab) -> None:
    lab.start(answering("ownr"), name="owner")
    with refused(errors.NobodyAnswers, "owner after ownr, but ownr does not answer", "in owner"):
        asked(lab, service_that_asks())
    lab.start(answering("other"), name="owner")
    lab.start(answering("owner"), name="other")
    with refused(errors.NobodyAnswers, "owner after other after owner, and so on"):
        asked(lab, service_that_asks())


def test_questions_in_a_circle(lab: Lab) -> None:
    def service(subject: str, other: str) -> Callable[[Bus], FastAPI]:
        def build(bus: Bus) -> FastAPI:
            @bus.answers(subject)
            async def ask_back(question: Question) -> Any:
                return await bus.ask(f"{other}.known", {}, [other])

            return FastAPI()

        return build

    lab.start(service("owner.known", "other"), name="owner")
    lab.start(service("other.known", "owner"), name="other")

    async def ask(bus: Bus, tx: Queries, db: Database) -> None:
        await bus.ask("owner.known", {}, ["owner"])

    way = "ask owner.known -> ask other.known -> ask owner.known -> "
    with refused(errors.CallsInACircle, way, "without asking back"):
        asked(lab, ask)


def test_who_answers_takes_the_question_and_is_async(lab: Lab) -> None:
    async def none() -> None: ...
    async def two(question: Question, tx: Queries) -> None: ...
    def plain(question: Question) -> None: ...

    def service(handler: Any) -> Callable[[Bus], FastAPI]:
        def users(bus: Bus) -> FastAPI:
            bus.answers("user.known")(handler)
            return FastAPI()

        return users

    for handler in (none, two):
        with refused(errors.BadSetting, "who answers a question takes one", "(question)"):
            lab.start(service(handler))
    with refused(errors.PlainFunction, "async def plain"):
        lab.start(service(plain))


def test_who_answers_twice(lab: Lab) -> None:
    def users(bus: Bus) -> FastAPI:
        for _ in range(2):

            @bus.answers("user.known")
            async def answer(question: Question) -> int:
                return 1

        return FastAPI()

    with refused(errors.BadSetting, "users answers user.known twice", "one handler"):
        lab.start(users)
