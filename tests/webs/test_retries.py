from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import TransportError
from hypothesis import given

from course.lab import Lab
from course.ports import Http
from course.trace import Trace
from course.webs import retries
from tests.webs.anything import traces
from tests.webs.making import Making, purchase
from tests.webs.recorded import REAL, recorded


def tried(*outcomes: bool, pause: float = 5, **attributes: Any) -> Trace:
    """A call for each outcome, 10 ms long, at whose end it is known."""
    made = Making()
    server = made.span("shop", "server", 0, 1000)
    for number, works in enumerate(outcomes):
        start = number * (10 + pause)
        made.span(
            "shop",
            "client",
            start,
            start + 10,
            server,
            failed=not works,
            server__address="bank",
            url__full="http://bank/accounts/7",
            **attributes,
        )
    return made.trace


def test_a_call_after_one_that_failed_is_another_try() -> None:
    (found,) = retries(tried(False, False, True))
    assert (found.caller, found.callee, found.tries, found.succeeded) == ("shop", "bank", 3, True)
    assert (found.failed_ms, found.pauses_ms) == (20, 10)


def test_where_the_last_try_fails_too_its_time_counts() -> None:
    (found,) = retries(tried(False, False))
    assert (found.tries, found.succeeded, found.failed_ms) == (2, False, 20)


def test_a_call_after_one_that_succeeded_is_none() -> None:
    assert retries(tried(True, True)) == []
    assert retries(tried(True, False)) == []
    assert [found.tries for found in retries(tried(False, True, False, True))] == [2, 2]


def test_a_call_that_began_before_the_other_had_failed_is_none() -> None:
    assert retries(tried(False, True, pause=-5)) == []


def test_a_call_for_something_else_is_none() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    for number in (1, 2):
        span = made.span("shop", "client", number * 20, number * 20 + 10, server, failed=True)
        span.attributes |= {"server.address": "bank", "url.full": f"http://bank/{number}"}
    assert retries(made.trace) == []
    for span in made.spans[1:]:
        span.attributes["url.full"] = "http://bank/1"
    assert len(retries(made.trace)) == 1


def test_the_same_call_in_another_answer_is_none() -> None:
    made = Making()
    for start in (0, 100):
        server = made.span("shop", "server", start, start + 50)
        made.call("shop", "bank", start, start + 11, server, failed=True)
    assert retries(made.trace) == []


@pytest.mark.parametrize("said", [2, "2"])
def test_the_caller_may_say_that_it_sends_something_again(said: int | str) -> None:
    (found,) = retries(tried(True, http__request__resend_count=said))
    assert (found.tries, len(found.calls), found.succeeded, found.failed_ms) == (3, 1, True, 0)


@pytest.mark.parametrize("said", ["", "often", -1, True, "9" * 5000])
def test_what_is_no_such_number_says_nothing(said: Any) -> None:
    assert retries(tried(True, http__request__resend_count=said)) == []


def test_a_call_sent_again_belongs_to_the_one_before_though_that_did_not_fail() -> None:
    trace = tried(True, True)
    trace.spans[-1].attributes["http.request.resend_count"] = 1
    (found,) = retries(trace)
    assert (found.tries, len(found.calls), found.failed_ms) == (2, 2, 10)


def stubborn(http: Http) -> FastAPI:
    app = FastAPI()

    @app.get("/balance")
    async def balance() -> int | None:
        for _ in range(3):
            try:
                answer = await http.get("http://bank/accounts/7", timeout=0.020)
                if answer.status_code == 200:
                    return int(answer.json())
            except TransportError:
                continue
        return None

    return app


def bank() -> FastAPI:
    app = FastAPI()

    @app.get("/accounts/{number}")
    async def account(number: int) -> int:
        return number

    return app


def test_tries_that_time_out_in_the_lab_are_found() -> None:
    lab = Lab()
    lab.start(stubborn)
    lab.start(bank)
    lab.link("stubborn", "bank").latency_ms = 15
    (found,) = retries(lab.get("http://stubborn/balance").trace)
    assert (found.caller, found.callee, found.tries) == ("stubborn", "bank", 3)
    assert (found.succeeded, found.failed_ms) == (False, 60)


def test_it_reads_well() -> None:
    assert str(retries(tried(False, True))[0]) == (
        "shop asks bank, GET /accounts/{id}, 2 tries, the last succeeded, "
        "10 ms for those that failed, 5 ms between tries"
    )
    assert str(retries(tried(False, False, pause=0))[0]) == (
        "shop asks bank, GET /accounts/{id}, 2 tries, the last failed too, "
        "20 ms for those that failed"
    )


@pytest.mark.parametrize(
    "trace", [purchase(), purchase(failed=True), *map(recorded, REAL)], ids=str
)
def test_who_tries_nothing_twice_has_none(trace: Trace) -> None:
    assert retries(trace) == []


@given(traces())
def test_all_tries_of_any_trace_but_the_last_had_failed(trace: Trace) -> None:
    for found in retries(trace):
        assert found.tries == len(found.calls) > 1
        assert all(call.failed for call in found.calls[:-1])
        assert found.failed_ms >= 0
        assert str(found)
