"""Asking on the bus: everybody who may know hears it, and the asker waits for the parts it wants.

The way of a question without any fault, in the lab below: asked at 0 ms, at the bus at 5, heard
at 10, answered at once, the part at the bus at 15 and at the asker at 20.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, BusUnavailable, Clock, Question
from course.trace import Span


def asker(bus: Bus) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def ask(answers: str, timeout_ms: float = 1000) -> Any:
        try:
            return await bus.ask("sum.of", {"n": 4}, answers.split(), timeout_ms=timeout_ms)
        except BusUnavailable as error:
            return str(error)

    return app


def owner(part: Any = 1, ms: float = 0, after: str | None = None) -> Callable[..., FastAPI]:
    """Somebody who answers with a part, after a time, or fails."""

    def service(bus: Bus, clock: Clock) -> FastAPI:
        @bus.answers("sum.of", after=after)
        async def answer(question: Question) -> Any:
            await clock.sleep(ms)
            if isinstance(part, Exception):
                raise part
            return {"part": part, "of": dict(question.data), "knowing": dict(question.parts)}

        return FastAPI()

    return service


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(asker)
    lab.link("client", "asker").latency_ms = 0
    return lab


def start(lab: Lab, **owners: Callable[..., FastAPI]) -> None:
    for name, service in owners.items():
        lab.start(service, name=name)


def ask(lab: Lab, answers: str, **options: float) -> Any:
    more = "".join(f"&{name}={value}" for name, value in options.items())
    return lab.get(f"http://asker/?answers={answers}{more}").body


def way(lab: Lab, operation: str) -> list[tuple[Any, ...]]:
    """For each such span: whose it is or whom it goes to, start and end in ms, why it failed."""

    def who(span: Span) -> str:
        to: str = span.attributes.get("server.address", span.service)
        return span.service if operation == "answer" else to

    return [
        (who(span), span.start / 1e6, span.end / 1e6, span.attributes.get("error.type"))
        for span in lab.trace
        if span.attributes.get("messaging.operation.type") == operation
    ]


def test_a_question_takes_four_hops(lab: Lab) -> None:
    start(lab, one=owner())
    assert ask(lab, "one") == {"one": {"part": 1, "of": {"n": 4}, "knowing": {}}}
    assert way(lab, "ask") == [("bus", 0, 20, None)]
    assert way(lab, "pass") == [("one", 5, 15, None)]
    assert way(lab, "answer") == [("one", 10, 10, None)]
    assert way(lab, "return") == [("asker", 15, 20, None)]


def test_everybody_works_at_the_same_time_and_the_slowest_counts(lab: Lab) -> None:
    start(lab, one=owner(ms=10), two=owner(ms=70), three=owner(ms=30))
    assert list(ask(lab, "one two three")) == ["one", "three", "two"]
    assert way(lab, "ask") == [("bus", 0, 90, None)]


def test_who_needs_anothers_part_hears_the_question_with_it(lab: Lab) -> None:
    start(lab, two=owner(2, after="one"), one=owner(1), three=owner(3, after="two"))
    parts = ask(lab, "one two three")
    assert parts["one"]["knowing"] == {}
    assert parts["two"]["knowing"] == {"one": parts["one"]}
    assert parts["three"]["knowing"] == {"one": parts["one"], "two": parts["two"]}
    assert way(lab, "pass") == [
        ("one", 5, 15, None),
        ("two", 15, 25, None),
        ("three", 25, 35, None),
    ]
    assert way(lab, "ask") == [("bus", 0, 40, None)]


def test_a_part_that_is_not_wanted_is_not_waited_for(lab: Lab) -> None:
    start(lab, one=owner(), two=owner(ms=500))
    assert list(ask(lab, "one")) == ["one"]
    lab.settle()
    assert way(lab, "ask") == [("bus", 0, 20, None)]
    assert way(lab, "pass") == [("one", 5, 15, None), ("two", 5, 515, None)]
    assert way(lab, "return") == [("asker", 15, 20, None)]


def test_what_comes_too_late_is_missing_and_comes_to_nothing(lab: Lab) -> None:
    start(lab, one=owner(), late=owner(ms=300), after_late=owner(after="late"))
    assert list(ask(lab, "one late after_late", timeout_ms=100)) == ["one"]
    assert way(lab, "ask") == [("bus", 0, 100, "timeout")]
    lab.settle()
    assert way(lab, "pass") == [("one", 5, 15, None), ("late", 5, 100, "timeout")]
    assert way(lab, "answer")[1:] == [("late", 10, 310, None)]
    assert way(lab, "return") == [("asker", 15, 20, None)]


def test_a_part_exactly_at_the_limit_is_in_time(lab: Lab) -> None:
    start(lab, one=owner(ms=30))
    assert list(ask(lab, "one", timeout_ms=50)) == ["one"]
    assert list(ask(lab, "one", timeout_ms=49)) == []


def test_who_fails_or_is_down_is_missing(lab: Lab) -> None:
    start(lab, one=owner(RuntimeError("no idea")), two=owner(), three=owner())
    lab.down("three")
    answer = lab.get("http://asker/?answers=one two three&timeout_ms=200")
    assert list(answer.body) == ["two"]
    assert [(it.service, str(it.error)) for it in answer.failures] == [("one", "no idea")]
    lab.settle()
    assert way(lab, "pass") == [("one", 5, 200, "timeout"), ("two", 5, 15, None)]
    assert way(lab, "answer") == [("one", 10, 10, "RuntimeError"), ("two", 10, 10, None)]


def test_what_is_no_json_is_a_failure_of_who_answers(lab: Lab) -> None:
    start(lab, one=owner({1, 2}))
    answer = lab.get("http://asker/?answers=one&timeout_ms=50")
    assert answer.body == {}
    assert "set is not JSON serializable" in repr(answer)


def test_who_goes_down_while_it_answers_is_missing(lab: Lab) -> None:
    start(lab, one=owner(ms=300))
    lab.get("http://asker/?answers=one&timeout_ms=100")
    lab.down("one")
    lab.settle()
    assert way(lab, "answer") == [("one", 10, 100, "crashed")]


@pytest.mark.parametrize(
    ("moment", "comes_of_it", "ends"),
    [
        (2, "the bus did not take it: connection refused", 10),
        (8, "[]", 1000),  # it is heard, but its part finds nobody
        (12, "[]", 1000),
        (17, "['one']", 20),  # the part was on its way from the bus
    ],
)
def test_a_bus_that_goes_down_meanwhile(lab: Lab, moment: int, comes_of_it: str, ends: int) -> None:
    start(lab, one=owner())
    came: list[str] = []

    def clumsy(bus: Bus) -> FastAPI:
        app, tasks = FastAPI(), []

        async def ask() -> None:
            try:
                came.append(str(list(await bus.ask("sum.of", {}, ["one"]))))
            except BusUnavailable as error:
                came.append(str(error))

        @app.post("/")
        async def ask_later() -> None:
            tasks.append(asyncio.create_task(ask()))

        return app

    lab.start(clumsy)
    lab.link("client", "clumsy").latency_ms = 0
    lab.post("http://clumsy/")
    lab.run(moment)
    lab.down("bus")
    lab.settle()
    assert came == [comes_of_it]
    assert way(lab, "ask")[0][:3] == ("bus", 0, ends)
    lab.up("bus")
    assert list(ask(lab, "one")) == ["one"]


def test_a_bus_that_is_down_refuses_after_a_hop_there_and_back(lab: Lab) -> None:
    start(lab, one=owner())
    lab.down("bus")
    assert ask(lab, "one") == "the bus did not take it: connection refused"
    assert way(lab, "ask") == [("bus", 0, 10, "connection_refused")]


def test_a_link_that_cuts_off_on_the_way_to_the_bus_or_from_it(lab: Lab) -> None:
    start(lab, one=owner())
    lab.link("bus", "one").failure_rate = 1
    assert ask(lab, "one", timeout_ms=50) == {}
    assert way(lab, "pass") == [("one", 5, 50, "timeout")]
    lab.link("asker", "bus").failure_rate = 1
    assert ask(lab, "one") == "the bus did not take it: connection reset"
    cuts = [span for span in lab.trace if span.attributes.get("lab.fault") == "reset"]
    assert [(it.name, it.attributes["lab.fault_at"] / 1e6) for it in cuts] == [
        ("pass sum.of", 10),
        ("ask sum.of", 55),
    ]


def test_a_question_is_not_stored(lab: Lab) -> None:
    start(lab, one=owner())
    ask(lab, "one")
    assert lab.bus.events() == []
