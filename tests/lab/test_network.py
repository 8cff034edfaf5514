"""What the record keeps of a request on its way: bodies, headers, faults, jitter."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from hypothesis import given
from hypothesis import strategies as st

from course.lab import Answer, Lab
from course.lab.bodies import LONGEST, of_message
from course.ports import Http
from course.trace import NS_PER_MS, Span


def echo() -> FastAPI:
    app = FastAPI()

    @app.post("/echo")
    async def back(request: Request) -> Response:
        headers = {"x-request-id": "r-1", "x-other": "unseen"}
        return Response(await request.body(), headers=headers, media_type="text/plain")

    @app.get("/nothing")
    async def nothing() -> Response:
        return Response(status_code=204)

    return app


def asker(http: Http) -> FastAPI:
    app = FastAPI()

    @app.get("/ask")
    async def ask() -> str:
        try:
            await http.get("http://echo/nothing")
        except httpx2.TransportError as error:
            return type(error).__name__
        return "answered"

    return app


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(echo, asker)
    return lab


def client_span(answer: Answer, service: str = "client") -> Span:
    (span,) = [span for span in answer.trace if (span.kind, span.service) == ("client", service)]
    return span


def test_a_client_span_has_both_bodies_and_a_few_headers(lab: Lab) -> None:
    answer = lab.post("http://echo/echo", json={"n": 1}, headers={"X-Request-Id": "r-0"})
    span = client_span(answer)
    told = {
        name.removeprefix("http."): value
        for name, value in span.attributes.items()
        if name.startswith(("http.request.", "http.response."))
    }
    assert told == {
        "request.method": "POST",
        "request.body": '{"n":1}',
        "request.header.content-type": ["application/json"],
        "request.header.traceparent": [f"00-{span.trace_id}-{span.id}-01"],
        "request.header.x-request-id": ["r-0"],
        "response.status_code": 200,
        "response.body": '{"n":1}',
        "response.header.content-type": ["text/plain; charset=utf-8"],
        "response.header.x-request-id": ["r-1"],
    }


def test_where_there_is_no_body_none_is_told(lab: Lab) -> None:
    attributes = client_span(lab.get("http://echo/nothing")).attributes
    assert "http.request.body" not in attributes
    assert "http.response.body" not in attributes


def test_a_caller_that_gets_no_answer_has_none_on_its_span(lab: Lab) -> None:
    lab.down("echo")
    attributes = client_span(lab.get("http://echo/nothing")).attributes
    assert not [name for name in attributes if name.startswith("http.response.")]


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(1, 400))
def test_a_long_body_is_cut_between_two_characters(text: str, times: int) -> None:
    whole = text * times
    told = of_message("request", [], whole.encode()).get("http.request.body", "")
    assert told == whole if len(whole) <= LONGEST else told == whole[:LONGEST] + "…"


def test_a_body_that_is_no_text_is_told_all_the_same() -> None:
    assert of_message("response", [], b"a\xff") == {"http.response.body": "a\ufffd"}


def test_a_header_that_came_twice_has_two_values() -> None:
    headers = [(b"X-Request-Id", b"a"), (b"x-request-id", b"b"), (b"cookie", b"secret")]
    assert of_message("request", headers, b"") == {"http.request.header.x-request-id": ["a", "b"]}


def test_a_link_that_cuts_off_says_that_it_was_it_and_when(lab: Lab) -> None:
    lab.link("asker", "echo").failure_rate = 1
    answer = lab.get("http://asker/ask")
    assert answer.body == "ReadError"
    attributes = client_span(answer, "asker").attributes
    assert attributes["error.type"] == "connection_reset"
    assert (attributes["lab.fault"], attributes["lab.fault_at"]) == ("reset", 10 * NS_PER_MS)


@pytest.mark.parametrize("down", [False, True])
def test_what_is_no_fault_of_a_link_is_not_marked_as_one(lab: Lab, down: bool) -> None:
    if down:
        lab.down("echo")
    answer = lab.get("http://asker/ask")
    assert answer.body == ("ConnectError" if down else "answered")
    assert "lab.fault" not in client_span(answer, "asker").attributes


def test_jitter_lengthens_the_way_there_and_the_way_back() -> None:
    def halves(lab: Lab) -> tuple[Any, Any]:
        span = client_span(answer := lab.get("http://echo/nothing"))
        (served,) = answer.trace.children(span)
        return served.start - span.start, span.end - served.end

    lab = Lab()
    lab.start(echo)
    lab.link("client", "echo").jitter_ms = 20
    taken = [halves(lab) for _ in range(20)]
    for way in zip(*taken, strict=True):
        assert all(5 * NS_PER_MS <= ns <= 25 * NS_PER_MS for ns in way)
        assert len(set(way)) == 20
