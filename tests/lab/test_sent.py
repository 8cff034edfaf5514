"""Requests that are sent without waiting for their answers."""

import gc

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.lab.errors import BadSetting, BlocksTheProcess
from course.ports import Clock


def worker(clock: Clock) -> FastAPI:
    app = FastAPI()

    @app.get("/work/{ms}")
    async def work(ms: int) -> int:
        await clock.work(ms)
        return ms

    return app


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(worker)
    return lab


def test_no_time_passes_when_one_is_sent(lab: Lab) -> None:
    sent = lab.send("GET", "/work/20")
    assert lab.now_ms == 0
    assert not sent.is_answered


def test_its_answer_is_there_once_its_time_has_passed(lab: Lab) -> None:
    sent = lab.send("GET", "/work/20")
    lab.run(29)
    assert not sent.is_answered
    lab.run(1)
    assert sent.is_answered
    assert (sent.answer.body, sent.answer.milliseconds) == (20, 30)
    assert repr(sent) == repr(sent.answer)


def test_who_comes_while_another_is_served_waits_in_line(lab: Lab) -> None:
    first = lab.send("GET", "/work/20")
    lab.run(3)
    second = lab.send("GET", "/work/20")
    lab.settle()
    assert (first.answer.milliseconds, second.answer.milliseconds) == (30, 30 + 20 - 3)
    assert len(first.answer.trace) == 3
    assert "queued" in [span.name for span in second.answer.trace]


def test_an_answer_that_has_not_come_yet_is_asked_for(lab: Lab) -> None:
    sent = lab.send("GET", "/work/20")
    assert repr(sent) == "sent, and not answered yet"
    with pytest.raises(BadSetting, match="Let time pass first"):
        _ = sent.answer


def test_no_answer_is_an_answer_too(lab: Lab) -> None:
    lab.down("worker")
    sent = lab.send("GET", "/work/20")
    lab.settle()
    assert sent.is_answered
    assert sent.answer.problem == "worker is down"


def test_an_address_that_is_none_is_refused_at_once(lab: Lab) -> None:
    with pytest.raises(BadSetting, match="no address"):
        lab.send("GET", "work/20")


def test_an_answer_that_an_error_kept_from_coming(lab: Lab) -> None:
    def sleeper() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def sleep() -> None:
            import time

            time.sleep(1)

        return app

    lab.start(sleeper)
    sent = lab.send("GET", "http://sleeper/")
    with pytest.raises(BlocksTheProcess):
        lab.settle()
    assert not sent.is_answered
    with pytest.raises(BadSetting, match="ended in an error"):
        _ = sent.answer


def test_a_service_cannot_send_with_the_lab() -> None:
    lab = Lab()

    def nested() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def send() -> None:
            lab.send("GET", "/")

        return app

    lab.start(nested)
    with pytest.raises(BadSetting, match="inside a service"):
        lab.get("/")


def test_a_lab_that_is_dropped_before_the_answer_does_no_harm_to_the_next() -> None:
    for _ in range(2):
        lab = Lab()
        lab.start(worker)
        lab.send("GET", "/work/20")
        del lab
        gc.collect()
    lab = Lab()
    lab.start(worker)
    assert lab.get("/work/20").ok
