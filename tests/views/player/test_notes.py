from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, Question
from course.trace import Trace
from course.views.player.move import Roads
from course.views.player.notes import notes
from tests.views.player.making import Story, place, ripple, trouble
from tests.webs.making import Making


def words(trace: Trace) -> list[str]:
    return [note.words for note in notes(Roads(trace))]


def test_all_that_goes_wrong_at_a_place_is_said() -> None:
    assert words(trouble()) == [
        "purchases listens to bus, 0 events waiting",
        "orders gives up waiting for bus",
        "bus waited for purchases to acknowledge, in vain",
        "bus waited for purchases to acknowledge, in vain",
        "purchases fails to handle order.placed, IntegrityError: it is there already",
        "purchases fails to handle order.placed, IntegrityError: it is there already",
        "bus lays order.placed aside for purchases",
        "purchases goes down",
        "purchases is up again",
    ]


def test_where_all_is_well_nothing_is_marked_as_wrong() -> None:
    assert [note.wrong for note in notes(Roads(ripple()))] == [False]
    made = Story()
    made.happens("orders", "up", 1)
    assert [note.wrong for note in notes(Roads(made.trace))] == [False]


def test_a_crash_says_at_which_point() -> None:
    made = Story()
    made.happens("orders", "down", 1, lab__fault="down", lab__point="before commit")
    assert words(made.trace) == ["orders goes down before commit"]


def test_a_place_that_moves_says_where_to() -> None:
    made = Story()
    made.happens("bus", "replay", 1, **place(0, 4))
    made.happens("bus", "resend", 2, **place(4, 1))
    assert words(made.trace) == [
        "purchases starts again after position 0, 4 events waiting",
        "bus sends a dead letter to purchases again, 1 event waiting",
    ]


def test_who_listens_and_starts_again_is_the_consumer_where_it_is_seen() -> None:
    made = Story()
    made.happens("bus", "subscribe", 1, **place(0, 0))
    made.happens("bus", "replay", 2, **place(0, 4))
    made.happens("bus", "resend", 3, **place(4, 1))
    assert [note.node for note in notes(Roads(made.trace))] == ["bus", "bus", "bus"]
    made.call("purchases", "users", 4, 5)
    assert [note.node for note in notes(Roads(made.trace))] == ["purchases", "purchases", "bus"]


def test_who_gives_up_waiting_says_for_whom() -> None:
    made = Making()
    for reason in ("timeout", "connection_reset", "404"):
        made.span("a", "client", failed=True, server__address="b", error__type=reason)
    assert words(made.trace) == ["a gives up waiting for b", "a loses its connection to b"]


def test_who_fails_to_answer_says_why() -> None:
    lab = Lab()

    def users(bus: Bus) -> FastAPI:
        @bus.answers("user.name")
        async def name(question: Question) -> str:
            return {"title": "Teapot"}["name"]

        return FastAPI()

    def asker(bus: Bus) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def ask() -> None:
            await bus.ask("user.name", {}, answers=["users"], timeout_ms=50)

        return app

    lab.start(users, asker)
    lab.get("http://asker/")
    lab.settle()
    assert "users fails to answer user.name, KeyError: 'name'" in words(lab.trace)
