"""What a check reads off the trace of one answer."""

import pytest

from course.lab import Answer, Lab
from course.ports import Http
from course.shop import direct
from course.shop.middleware import new_app
from course.study.referee.broken import Broken
from course.study.referee.seen import asked_by, changes, handling, met_trouble, where, whom


def asker(http: Http):  # type: ignore[no-untyped-def]
    app = new_app("asker")

    @app.get("/ask/{user_id}")
    async def ask(user_id: str, patience_s: float = 1.0) -> int:
        return (await http.get(f"http://users/users/{user_id}", timeout=patience_s)).status_code

    return app


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(direct.users.users, asker)
    lab.post("http://users/users", json={"name": "Ada", "email": "ada@example.org"})
    return lab


def in_trouble(answer: Answer) -> bool:
    return met_trouble(asked_by(answer.trace, "asker"))


def test_the_request_and_its_calls_are_found(lab: Lab) -> None:
    trace = lab.get("http://asker/ask/1").trace
    (call,) = asked_by(trace, "asker")
    assert (whom(call), where(call)) == ("users", "users/users/1")
    assert handling(trace, "asker").id == call.parent
    assert asked_by(trace, "nobody") == []


def test_who_was_never_reached_is_told(lab: Lab) -> None:
    with pytest.raises(Broken, match="reaches purchases"):
        handling(lab.get("http://asker/ask/1").trace, "purchases")


def test_a_good_answer_is_no_trouble(lab: Lab) -> None:
    assert not in_trouble(lab.get("http://asker/ask/1"))


@pytest.mark.parametrize("what", ["users", "users.db"])
def test_what_is_down_is_trouble(lab: Lab, what: str) -> None:
    lab.down(what)
    assert in_trouble(lab.get("http://asker/ask/1"))


def test_a_call_that_is_cut_off_is_trouble(lab: Lab) -> None:
    lab.link("asker", "users").failure_rate = 1
    assert in_trouble(lab.get("http://asker/ask/1"))


@pytest.mark.parametrize("path", ["99", "x", "1?patience_s=0.001"])
def test_what_the_caller_did_itself_is_none(lab: Lab, path: str) -> None:
    assert not in_trouble(lab.get(f"http://asker/ask/{path}"))


def test_each_row_that_a_service_wrote_is_found_as_it_was_before_and_after(lab: Lab) -> None:
    (written,) = changes(lab.trace, "users")
    assert (written["table"], written["before"]) == ("users", None)
    assert (written["after"]["id"], written["after"]["name"]) == (1, "Ada")
    assert changes(lab.trace, "asker") == []
