"""What comes to a service keeps one of its workers busy."""

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.lab.errors import BadSetting
from course.ports import Bus, Database, Event, Queries, Question


def quick() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def answer() -> None: ...

    return app


def test_a_request_takes_a_worker_so_long() -> None:
    lab = Lab()
    lab.start(quick, work_ms=3)
    answer = lab.get("/")
    assert answer.milliseconds == 10 + 3
    (work,) = [span for span in answer.trace if span.name == "work"]
    assert (work.service, work.milliseconds) == ("quick", 3)


def test_without_it_there_is_no_work_and_no_span_of_it() -> None:
    lab = Lab()
    lab.start(quick)
    answer = lab.get("/")
    assert answer.milliseconds == 10
    assert len(answer.trace) == 2


def test_requests_that_come_together_stand_in_line() -> None:
    lab = Lab()
    lab.start(quick, work_ms=3, workers=2)
    answers = lab.together(*["/"] * 4)
    assert [answer.milliseconds for answer in answers] == [13, 13, 16, 16]


def test_a_service_that_comes_up_again_works_as_before() -> None:
    lab = Lab()
    lab.start(quick, work_ms=3)
    lab.down("quick")
    lab.up("quick")
    assert lab.get("/").milliseconds == 13


def test_questions_and_events_take_a_worker_too() -> None:
    def teller(db: Database, bus: Bus) -> FastAPI:
        bus.declare("thing.done")
        app = quick()

        @app.get("/tell")
        async def tell() -> None:
            async with db.transaction() as tx:
                bus.emit(tx, Event("thing.done", {}))

        @app.get("/ask")
        async def ask() -> None:
            await bus.ask("what", {}, answers=["hearer"])

        return app

    def hearer(db: Database, bus: Bus) -> FastAPI:
        @bus.on("thing.done")
        async def hear(event: Event, tx: Queries) -> None: ...

        @bus.answers("what")
        async def answer(question: Question) -> int:
            return 1

        return quick()

    lab = Lab()
    lab.start(teller)
    lab.start(hearer, work_ms=7)
    for path in ("/tell", "/ask"):
        answer = lab.get(f"http://teller{path}")
        lab.settle()
        found = [span.milliseconds for span in answer.trace if span.name == "work"]
        assert found == [7]


@pytest.mark.parametrize("work_ms", [-1, float("nan"), "3", True])
def test_no_time_is_no_work(work_ms: float) -> None:
    with pytest.raises(BadSetting, match="Work cannot be"):
        Lab().start(quick, work_ms=work_ms)
