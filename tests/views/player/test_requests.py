import pytest

from course.trace import Trace
from course.views.player.flow import read_flow
from course.views.player.move import Move
from tests.webs.making import Making, purchase

MS = 1_000_000


def moves(trace: Trace, kind: str) -> list[Move]:
    return [move for move in read_flow(trace).moves if move.kind == kind]


def ways(found: list[Move]) -> list[tuple[str, str, float, float]]:
    return [(it.sender, it.receiver, it.leave / MS, it.arrive / MS) for it in found]


def test_a_request_travels_until_the_callee_has_it_and_its_answer_from_there() -> None:
    made = Making()
    made.call("client", "users", 0, 12)
    assert ways(moves(made.trace, "request")) == [("client", "users", 0, 5)]
    assert ways(moves(made.trace, "answer")) == [("users", "client", 7, 12)]


def test_every_request_of_a_web_has_an_answer() -> None:
    assert len(moves(purchase(), "request")) == len(moves(purchase(), "answer")) == 5
    assert not any(move.lost or move.failed for move in read_flow(purchase()).moves)


def test_it_says_what_is_asked_and_what_is_answered_with_headers_and_bodies() -> None:
    made = Making()
    server = made.call("client", "users", 0, 11)
    made.spans[0].attributes |= {
        "http.request.method": "POST",
        "url.full": "http://users/users?a=1",
        "http.request.header.content-type": ["application/json"],
        "http.request.body": '{"name": "Ada"}',
        "http.response.body": '{"id": 1}',
    }
    server.attributes["http.response.status_code"] = 201
    (request,), (answer,) = moves(made.trace, "request"), moves(made.trace, "answer")
    assert (request.words, request.body) == ("POST /users?a=1", '{"name": "Ada"}')
    assert request.about == (("content-type", "application/json"),)
    assert (answer.words, answer.body) == ("201 Created", '{"id": 1}')


def test_a_refused_request_comes_to_the_door_and_a_failed_answer_comes_back() -> None:
    made = Making()
    made.span(
        "a", "client", 0, 10, failed=True, server__address="b", error__type="connection_refused"
    )
    (request,), (answer,) = moves(made.trace, "request"), moves(made.trace, "answer")
    assert ways([request, answer]) == [("a", "b", 0, 5), ("b", "a", 5, 10)]
    assert (answer.failed, answer.words) == (True, "connection refused")


def test_a_request_that_is_cut_off_ends_where_the_fault_struck() -> None:
    made = Making()
    made.call("a", "b", 0, 20)
    made.span(
        "a",
        "client",
        20,
        30,
        failed=True,
        server__address="b",
        error__type="connection_reset",
        lab__fault="reset",
        lab__fault_at=24 * MS,
    )
    lost = moves(made.trace, "request")[1]
    assert (lost.lost, lost.arrive, lost.fault) == (True, 24 * MS, "reset")
    assert lost.reach == pytest.approx(0.8)


def test_where_the_trace_does_not_say_when_it_is_lost_half_way() -> None:
    made = Making()
    made.span("a", "client", 0, 1000, failed=True, server__address="b", error__type="timeout")
    made.call("a", "c", 0, 20)
    lost = moves(made.trace, "request")[0]
    assert (lost.lost, lost.reach, lost.arrive) == (True, 0.5, 2.5 * MS)


def test_an_answer_that_nobody_waits_for_any_more_still_comes() -> None:
    made = Making()
    client = made.span(
        "a", "client", 0, 50, failed=True, server__address="b", error__type="timeout"
    )
    made.span("b", "server", 5, 70, client, http__response__status_code=200)
    (answer,) = moves(made.trace, "answer")
    assert (answer.leave, answer.arrive, answer.fault) == (70 * MS, 75 * MS, "too late")
    assert read_flow(made.trace).end == 75 * MS


def test_a_statement_goes_to_the_database_and_back_with_its_text() -> None:
    made = Making()
    made.query("users", 3, "users.db", None).attributes["db.query.text"] = "select 1"
    (statement,) = moves(made.trace, "statement")
    assert ways([statement]) == [("users", "users.db", 3, 4)]
    assert statement.body == "select 1"


def test_a_library_span_around_the_connections_span_is_one_request() -> None:
    made = Making()
    outer = made.span("a", "client", 0, 12, server__address="b")
    inner = made.span("a", "client", 0, 12, outer, server__address="b")
    made.span("b", "server", 5, 7, inner)
    assert len(moves(made.trace, "request")) == 1


def test_a_caller_without_a_span_of_its_own_is_seen_asking() -> None:
    made = Making()
    inside = made.span("a", "internal", 0, 20)
    made.span("b", "server", 5, 8, inside)
    assert ways(moves(made.trace, "request")) == [("a", "b", 5, 5)]
