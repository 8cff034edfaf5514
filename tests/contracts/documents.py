"""What any database of documents must do, whichever engine is underneath, and whoever runs it.

A clause takes the ground on which services run, starts its own services there, and asserts. It
knows nothing but the ports and what a learner can do: start, request, take down, look.
"""

import itertools
from collections.abc import Callable
from typing import Any, Literal, Protocol

from fastapi import FastAPI

from course.ports import Bus, Clock, Collections, Documents, Event, Row

Point = Literal["before commit", "after commit", "before acknowledging"]


class Answer(Protocol):
    @property
    def status(self) -> int | None: ...
    @property
    def body(self) -> Any: ...


class Ground(Protocol):
    def start(self, *functions: Callable[..., Any], name: str | None = None) -> None: ...
    def post(self, url: str, json: Any = None) -> Answer: ...
    def together(self, *urls: str) -> Any: ...
    def down(self, name: str, at: Point | None = None) -> None: ...
    def up(self, name: str) -> None: ...
    def settle(self) -> None: ...
    def tables(self, service: str) -> dict[str, list[Row]]: ...


class DurableGround(Ground, Protocol):
    def again(self) -> "DurableGround":
        """What was running is gone; the same services can be started again on what was kept."""


Step = list[Any]
"""What to do, and with what: ``["get", "things", 1]``, or ``["fail"]``."""


async def done(it: Collections, steps: list[Step]) -> list[Any]:
    """What each of the steps gives."""
    answers = []
    for what, *rest in steps:
        if what == "fail":
            raise RuntimeError("half way")
        answers.append(await getattr(it, what)(*rest))
    return answers


def keeper(documents: Documents, clock: Clock) -> FastAPI:
    """Does with its documents what it is told."""
    documents.declare("things", "others")
    app = FastAPI()

    @app.post("/each")
    async def each(steps: list[Step]) -> list[Any]:
        return await done(documents, steps)

    @app.post("/all")
    async def all_or_nothing(steps: list[Step]) -> list[Any]:
        async with documents.transaction() as tx:
            return await done(tx, steps)

    @app.get("/slowly")
    async def slowly() -> None:
        async with documents.transaction() as tx:
            await tx.put("things", {"id": "a", "n": 1})
            await clock.sleep(50)
            await tx.put("things", {"id": "b", "n": 1})

    @app.get("/look")
    async def look() -> list[Row]:
        return await documents.all("things")

    return app


def each(ground: Ground, *steps: Step) -> list[Any]:
    """Do the steps one by one."""
    answer = ground.post("http://keeper/each", list(steps))
    assert answer.status == 200
    body: list[Any] = answer.body
    return body


def ids(ground: Ground, collection: str = "things", service: str = "keeper") -> list[Any]:
    return [row["id"] for row in ground.tables(service)[collection]]


RICH = {
    "text": 'Grüße, 商店 \U0001f6d2 " \\ \u0000 \u2028',
    "numbers": [0, -1, 10**30, -2.5, 1e-300],
    "nothing": None,
    "truth": [True, False],
    "deep": {"er": {"": [[], {}, [{"and": "deeper"}]]}},
}


def what_is_kept_comes_back(ground: Ground) -> None:
    ground.start(keeper)
    kept = {"id": "rich", **RICH}
    nothing, found = each(ground, ["put", "things", kept], ["get", "things", "rich"])
    assert (nothing, found) == (None, kept)
    assert each(ground, ["all", "things"]) == [[kept]]
    added, found = each(ground, ["add", "things", RICH], ["get", "things", 1])
    assert added == found == {"id": 1, **RICH}
    assert ground.tables("keeper") == {"things": [added, kept], "others": []}


def what_is_not_there_is_none(ground: Ground) -> None:
    ground.start(keeper)
    each(ground, ["put", "things", {"id": 1}])
    unknown = [1, "1", 0, 2, 2**63 - 1, "a"]
    answers = each(ground, *(["get", "others", id] for id in unknown), ["all", "others"])
    assert answers == [None] * len(unknown) + [[]]
    assert each(ground, ["get", "things", "1"], ["get", "things", 1]) == [None, {"id": 1}]


def numbers_come_before_texts_in_order(ground: Ground) -> None:
    ground.start(keeper)
    order = [0, 1, 2, 9, 10, 255, 256, 65_536, 2**31, 2**32, 2**63 - 1]
    order += [
        "\u0000",
        " ",
        "1",
        "10",
        "2",
        "A",
        "a",
        "a\u0000",
        "aa",
        "b",
        "é",
        "商",
        "\U0001f6d2",
    ]
    each(ground, *(["put", "things", {"id": id}] for id in reversed(order)))
    assert each(ground, ["all", "things"]) == [[{"id": id} for id in order]]
    assert ids(ground) == order


def collections_do_not_mix(ground: Ground) -> None:
    ground.start(keeper)
    each(ground, ["put", "things", {"id": 1, "n": 1}], ["put", "others", {"id": 1, "n": 2}])
    each(ground, ["remove", "things", 1])
    assert ground.tables("keeper") == {"things": [], "others": [{"id": 1, "n": 2}]}


def a_long_document_is_no_other(ground: Ground) -> None:
    ground.start(keeper)
    long = {"id": "x" * 400, "text": "é" * 1_000_000}
    assert each(ground, ["put", "things", long], ["get", "things", long["id"]])[1] == long
    each(ground, ["put", "things", {"id": long["id"]}])
    assert ground.tables("keeper")["things"] == [{"id": long["id"]}]


def new_ones_are_counted(ground: Ground) -> None:
    ground.start(keeper)
    added = each(ground, *(["add", "things", {"n": n}] for n in "abc"))
    assert added == [{"id": 1, "n": "a"}, {"id": 2, "n": "b"}, {"id": 3, "n": "c"}]
    assert each(ground, ["add", "others", {"id": 77}]) == [{"id": 1}]


def no_number_is_given_twice(ground: Ground) -> None:
    ground.start(keeper)
    each(ground, ["add", "things", {}], ["add", "things", {}], ["remove", "things", 2])
    assert each(ground, ["add", "things", {}]) == [{"id": 3}]
    each(ground, ["put", "things", {"id": 40}], ["remove", "things", 40])
    each(ground, ["put", "things", {"id": 20}], ["put", "things", {"id": "99"}])
    assert each(ground, ["add", "things", {}]) == [{"id": 41}]


def who_puts_takes_the_place(ground: Ground) -> None:
    ground.start(keeper)
    each(ground, ["put", "things", {"id": 1, "a": 1}], ["put", "things", {"id": 1, "b": 2}])
    assert ground.tables("keeper")["things"] == [{"id": 1, "b": 2}]


def who_is_removed_is_gone(ground: Ground) -> None:
    ground.start(keeper)
    each(ground, ["put", "things", {"id": 1}], ["put", "things", {"id": 2}])
    assert each(ground, ["remove", "things", 1], ["remove", "things", 1]) == [None, None]
    assert ids(ground) == [2]


def a_transaction_sees_what_it_has_written(ground: Ground) -> None:
    ground.start(keeper)
    steps: list[Step] = [
        ["add", "things", {"n": 1}],
        ["get", "things", 1],
        ["put", "things", {"id": 5}],
        ["add", "things", {}],
        ["remove", "things", 1],
        ["all", "things"],
        ["get", "things", 1],
    ]
    answer = ground.post("http://keeper/all", steps)
    one = {"id": 1, "n": 1}
    assert answer.body == [one, one, None, {"id": 6}, None, [{"id": 5}, {"id": 6}], None]
    assert ids(ground) == [5, 6]


def a_transaction_that_fails_leaves_nothing(ground: Ground) -> None:
    ground.start(keeper)
    each(ground, ["add", "things", {"n": 1}])
    before = ground.tables("keeper")
    steps: list[Step] = [
        ["add", "things", {}],
        ["put", "things", {"id": 1, "n": 2}],
        ["put", "others", {"id": "new"}],
        ["remove", "things", 1],
        ["fail"],
    ]
    assert ground.post("http://keeper/all", steps).status == 500
    assert ground.tables("keeper") == before
    assert each(ground, ["get", "things", 1], ["add", "things", {}])[0] == {"id": 1, "n": 1}


def nobody_sees_a_transaction_half_done(ground: Ground) -> None:
    ground.start(keeper)
    _, looked, _ = ground.together(*(f"http://keeper/{it}" for it in ("slowly", "look", "slowly")))
    assert [row["id"] for row in looked.body] == ["a", "b"]


# With the bus


def teller(documents: Documents, bus: Bus) -> FastAPI:
    """Keeps numbers, and tells of each."""
    documents.declare("said")
    bus.declare("number.said")
    app = FastAPI()

    @app.post("/say/{n}")
    async def say(n: int, regret: bool = False, id: str = "") -> None:
        async with documents.transaction() as tx:
            await tx.put("said", {"id": n})
            bus.emit(tx, Event("number.said", {"n": n}, id=id))
            if regret:
                raise RuntimeError("thought better of it")

    return app


def hearer(documents: Documents, bus: Bus) -> FastAPI:
    """Keeps what it hears, and in which order."""
    documents.declare("heard", "order")
    stumbled: set[int] = set()

    @bus.on("number.said")
    async def hear(event: Event, tx: Collections) -> None:
        n = event.data["n"]
        await tx.put("heard", {"id": n, "event": event.id})
        await tx.add("order", {"n": n})
        if n == 7 and n not in stumbled:
            stumbled.add(n)
            raise RuntimeError("stumbled")

    return FastAPI()


def say(ground: Ground, *numbers: int) -> None:
    for n in numbers:
        ground.post(f"http://teller/say/{n}")


def heard(ground: Ground) -> list[int]:
    return [row["n"] for row in ground.tables("hearer")["order"]]


def what_is_told_reaches_who_listens(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 3, 1, 2)
    ground.settle()
    assert heard(ground) == [3, 1, 2]
    assert ids(ground, "said", "teller") == ids(ground, "heard", "hearer") == [1, 2, 3]
    assert ground.tables("teller")["outbox"] == []


def what_is_undone_is_not_told(ground: Ground) -> None:
    ground.start(teller, hearer)
    assert ground.post("http://teller/say/1?regret=true").status == 500
    say(ground, 2)
    ground.settle()
    assert heard(ground) == ids(ground, "said", "teller") == [2]


def an_event_waits_beside_the_documents(ground: Ground) -> None:
    ground.start(teller)
    ground.down("bus")
    say(ground, 1)
    ground.post("http://teller/say/2?id=named")
    first, second = ground.tables("teller")["outbox"]
    assert list(first) == ["number", "id", "type", "data", "time", "traceparent"]
    assert (first["number"], second["number"]) == (1, 2)
    assert first["id"].endswith("1")
    assert second["id"] == "named"
    ground.up("bus")
    ground.settle()
    assert ground.tables("teller")["outbox"] == []


def events_have_names_that_are_never_given_twice(ground: Ground) -> None:
    ground.start(teller, hearer)
    for n in range(1, 6):
        say(ground, n)
        ground.settle()
    names = {row["event"] for row in ground.tables("hearer")["heard"]}
    assert len(names) == 5


def a_handler_that_fails_leaves_nothing_and_is_asked_again(ground: Ground) -> None:
    ground.start(teller, hearer)
    say(ground, 6, 7, 8)
    ground.settle()
    assert heard(ground) == [6, 7, 8]


def _wherever(ground: Ground, who: str, point: Point, expected: list[int]) -> None:
    ground.start(teller, hearer)
    say(ground, 1)
    ground.settle()
    ground.down(who, at=point)
    say(ground, 2)
    ground.settle()
    ground.up(who)
    say(ground, 3)
    ground.settle()
    assert heard(ground) == expected
    assert ids(ground, "said", "teller") == ids(ground, "heard", "hearer")


def a_teller_may_die_before_its_commit(ground: Ground) -> None:
    _wherever(ground, "teller", "before commit", [1, 3])


def a_teller_may_die_after_its_commit(ground: Ground) -> None:
    _wherever(ground, "teller", "after commit", [1, 2, 3])


def a_hearer_may_die_before_its_commit(ground: Ground) -> None:
    _wherever(ground, "hearer", "before commit", [1, 2, 3])


def a_hearer_that_dies_before_it_acknowledges_hears_it_twice(ground: Ground) -> None:
    _wherever(ground, "hearer", "before acknowledging", [1, 2, 2, 3])


def a_new_version_goes_on_with_what_is_there(ground: Ground) -> None:
    ground.start(keeper)
    each(ground, ["add", "things", {}])

    def later(documents: Documents) -> FastAPI:
        documents.declare("things", "more")
        app = FastAPI()

        @app.post("/each")
        async def each(steps: list[Step]) -> list[Any]:
            return await done(documents, steps)

        return app

    ground.start(later, name="keeper")
    assert each(ground, ["add", "things", {}], ["add", "more", {}]) == [{"id": 2}, {"id": 1}]
    assert list(ground.tables("keeper")) == ["more", "others", "things"]


# On ground that keeps


def what_is_kept_outlives_who_kept_it(ground: DurableGround) -> None:
    ground.start(keeper)
    each(ground, ["add", "things", RICH], ["put", "things", {"id": "a"}])
    each(ground, ["put", "things", {"id": 9}], ["remove", "things", 9])
    ground.post("http://keeper/all", [["put", "things", {"id": "undone"}], ["fail"]])
    before = ground.tables("keeper")
    for _ in range(2):
        ground = ground.again()
        ground.start(keeper)
        assert ground.tables("keeper") == before
    assert each(ground, ["add", "things", {}]) == [{"id": 10}]


def what_waits_is_told_by_who_comes_next(ground: DurableGround) -> None:
    ground.start(teller, hearer)
    say(ground, 1)
    ground.settle()
    ground.down("bus")
    say(ground, 2, 3)
    ground = ground.again()
    ground.start(teller, hearer)
    say(ground, 4)
    ground.settle()
    assert heard(ground) == [1, 2, 3, 4]
    assert len({row["event"] for row in ground.tables("hearer")["heard"]}) == 4


def collections_keep_apart_whatever_they_are_called(ground: DurableGround) -> None:
    names = ["a", "aa", "a ", "é", "x" * 400, "sqlite_thing", "select", 'a"b', "a\u0000b"]

    def many(documents: Documents) -> FastAPI:
        documents.declare(*names)
        app = FastAPI()

        @app.post("/")
        async def fill() -> None:
            for name, n in zip(names, itertools.count()):
                await documents.put(name, {"id": n})

        return app

    ground.start(many)
    ground.post("http://many/")
    expected = {name: [{"id": n}] for n, name in enumerate(names)}
    assert ground.tables("many") == expected
    ground = ground.again()
    ground.start(many)
    assert ground.tables("many") == expected


Clause = Callable[[Ground], None]

CONTRACT: tuple[Clause, ...] = (
    what_is_kept_comes_back,
    what_is_not_there_is_none,
    numbers_come_before_texts_in_order,
    collections_do_not_mix,
    a_long_document_is_no_other,
    new_ones_are_counted,
    no_number_is_given_twice,
    who_puts_takes_the_place,
    who_is_removed_is_gone,
    a_transaction_sees_what_it_has_written,
    a_transaction_that_fails_leaves_nothing,
    nobody_sees_a_transaction_half_done,
    what_is_told_reaches_who_listens,
    what_is_undone_is_not_told,
    an_event_waits_beside_the_documents,
    events_have_names_that_are_never_given_twice,
    a_handler_that_fails_leaves_nothing_and_is_asked_again,
    a_teller_may_die_before_its_commit,
    a_teller_may_die_after_its_commit,
    a_hearer_may_die_before_its_commit,
    a_hearer_that_dies_before_it_acknowledges_hears_it_twice,
    a_new_version_goes_on_with_what_is_there,
)

DURABLE: tuple[Callable[[DurableGround], None], ...] = (
    what_is_kept_outlives_who_kept_it,
    what_waits_is_told_by_who_comes_next,
    collections_keep_apart_whatever_they_are_called,
)
