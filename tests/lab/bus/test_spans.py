"""What the bus writes into the record: every span, as the views read it.

Left out are bodies and ids of requests; times are in milliseconds.
"""

from typing import Any

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, Database, Event, Queries, Question
from course.trace import Span, Trace
from tests.contracts.bus import POISON, asker, double, hearer, teller


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(teller, hearer)
    lab.link("client", "teller").latency_ms = 0
    return lab


def by_name(trace: Trace, name: str) -> list[Span]:
    return [span for span in trace if span.name == name]


def only(trace: Trace, name: str) -> Span:
    (span,) = by_name(trace, name)
    return span


def head(span: Span) -> tuple[Any, ...]:
    """All of a span but its ids, links and attributes."""
    return span.service, span.name, span.kind, span.start / 1e6, span.end / 1e6, span.status


SAID = {
    "messaging.system": "bus",
    "messaging.destination.name": "number.said",
    "messaging.message.id": "teller#1",
    "messaging.message.body": '{"n": 1}',
}
AT_THE_HEARER = {"messaging.consumer.group.name": "hearer", "bus.position": 1, "bus.attempt": 1}


def test_an_event_on_its_whole_way(lab: Lab) -> None:
    answer = lab.post("http://teller/say/1")
    lab.settle()
    trace = answer.trace

    create = only(trace, "create number.said")
    assert head(create) == ("teller", "create number.said", "producer", 1, 1, "unset")
    assert create.parent == only(trace, "POST /say/{n}").id
    (written,) = create.attributes.pop("db.changes")
    assert (written["table"], written["before"]) == ("outbox", None)
    assert (written["after"]["id"], written["after"]["number"]) == ("teller#1", 1)
    assert create.attributes == SAID | {
        "messaging.operation.type": "create",
        "db.namespace": "teller.db",
        "db.committed": 1_000_000,
    }

    send = only(trace, "send number.said")
    assert head(send) == ("teller", "send number.said", "client", 1, 11, "unset")
    assert (send.trace_id, send.parent) == (create.trace_id, create.id)
    assert send.attributes.pop("db.changes") == [
        {"table": "outbox", "before": written["after"], "after": None}
    ]
    assert send.attributes == SAID | {
        "messaging.operation.type": "send",
        "server.address": "bus",
        "db.namespace": "teller.db",
        "db.committed": 11_000_000,
    }

    store = only(trace, "store number.said")
    assert head(store) == ("bus", "store number.said", "server", 6, 6, "unset")
    assert (store.trace_id, store.parent) == (send.trace_id, send.id)
    assert store.attributes == SAID | {
        "messaging.operation.type": "store",
        "bus.position": 1,
        "bus.consumers": ["hearer"],
    }

    deliver = only(trace, "deliver number.said")
    assert head(deliver) == ("bus", "deliver number.said", "client", 6, 18, "unset")
    assert (deliver.parent, deliver.trace_id != create.trace_id) == (None, True)
    told = [(create.trace_id, create.id)]
    assert [(link.trace_id, link.span_id) for link in deliver.links] == told
    assert deliver.attributes == SAID | AT_THE_HEARER | {
        "messaging.operation.type": "deliver",
        "server.address": "hearer",
    }

    process = only(trace, "process number.said")
    assert head(process) == ("hearer", "process number.said", "consumer", 11, 13, "unset")
    assert (process.trace_id, process.parent) == (deliver.trace_id, deliver.id)
    assert [(link.trace_id, link.span_id) for link in process.links] == told
    assert process.attributes == SAID | AT_THE_HEARER | {"messaging.operation.type": "process"}

    inserts = trace.children(process)
    assert [(span.name, span.service) for span in inserts] == [
        ("INSERT heard", "hearer"),
        ("INSERT once", "hearer"),
    ]
    assert {span.attributes["db.committed"] for span in inserts} == {13_000_000}


def test_an_event_published_without_an_outbox(lab: Lab) -> None:
    trace = lab.post("http://teller/shout/1").trace
    send = only(trace, "send number.shouted")
    assert head(send) == ("teller", "send number.shouted", "producer", 0, 10, "unset")
    assert send.parent == only(trace, "POST /shout/{n}").id
    assert send.attributes == {
        "messaging.system": "bus",
        "messaging.operation.type": "send",
        "messaging.destination.name": "number.shouted",
        "messaging.message.id": "teller#p1",
        "messaging.message.body": '{"n": 1}',
        "server.address": "bus",
    }
    ((_, event),) = lab.bus.events()
    assert event.traceparent == f"00-{send.trace_id}-{send.id}-01"
    assert event.time == "1970-01-01T00:00:00.000000Z"
    assert not by_name(trace, "create number.shouted")


def test_what_was_undone_was_never_committed(lab: Lab) -> None:
    trace = lab.post("http://teller/regret/1").trace
    lab.settle()
    create = only(trace, "create number.said")
    assert "db.changes" in create.attributes
    assert "db.committed" not in create.attributes
    assert not by_name(trace, "send number.said")


def test_events_that_travel_together_are_deleted_with_the_last(lab: Lab) -> None:
    lab.down("bus")
    lab.post("http://teller/say/1")
    lab.post("http://teller/say/2")
    lab.up("bus")
    lab.settle()
    first, last = by_name(lab.trace, "send number.said")
    assert (first.start, first.end) == (last.start, last.end)
    assert "db.changes" not in first.attributes
    assert [it["before"]["number"] for it in last.attributes["db.changes"]] == [1, 2]
    starts = [store.attributes["bus.position"] for store in by_name(lab.trace, "store number.said")]
    assert starts == [1, 2]


def test_an_event_that_nobody_listens_to() -> None:
    lab = Lab()
    lab.start(teller)
    lab.post("http://teller/say/1")
    lab.settle()
    assert only(lab.trace, "store number.said").attributes["bus.consumers"] == []


def test_a_handler_that_fails(lab: Lab) -> None:
    lab.bus.delivery_limit = 1
    answer = lab.post(f"http://teller/say/{POISON}")
    lab.settle()
    deliver = only(answer.trace, "deliver number.said")
    assert deliver.status == "error"
    assert deliver.attributes["error.type"] == "handler_failed"
    assert deliver.attributes["bus.dead_letter"] is True
    process = only(answer.trace, "process number.said")
    assert process.status == "error"
    assert process.attributes["error.type"] == "RuntimeError"
    assert process.attributes["exception.message"] == "cannot bear it"
    written = [span.attributes for span in answer.trace.children(process)]
    assert all("db.changes" in it and "db.committed" not in it for it in written)
    assert [(it.service, str(it.error)) for it in answer.failures] == [("hearer", "cannot bear it")]


def test_a_doubled_delivery_is_two_processes_below_one(lab: Lab) -> None:
    lab.bus.double()
    trace = lab.post("http://teller/say/1").trace
    lab.settle()
    deliver = only(lab.trace, "deliver number.said")
    first, second = by_name(lab.trace, "process number.said")
    assert first.parent == second.parent == deliver.id
    assert first.attributes == second.attributes
    assert "lab.fault" not in {**first.attributes, **only(trace, "POST").attributes}


def test_long_bodies_are_cut() -> None:
    def chatty(db: Database, bus: Bus) -> FastAPI:
        bus.declare("tale.told")
        app = FastAPI()

        @app.post("/")
        async def tell() -> None:
            async with db.transaction() as tx:
                bus.emit(tx, Event("tale.told", {"text": "x" * 3000}))

        @bus.on("tale.told")
        async def hear(event: Event, tx: Queries) -> None:
            assert len(event.data["text"]) == 3000

        return app

    lab = Lab()
    lab.start(chatty)
    lab.post("/")
    lab.settle()
    bodies = [span.attributes.get("messaging.message.body", "") for span in lab.trace]
    assert {len(text) for text in bodies if text} == {2001}
    assert all(text.endswith("…") for text in bodies if text)
    assert lab.bus.dead_letters() == []


# Questions


ASKED = {"messaging.system": "bus", "messaging.destination.name": "number.about"}


def test_a_question_and_its_answers() -> None:
    def after(db: Database, bus: Bus) -> FastAPI:
        @bus.answers("number.about", after="double")
        async def answer(question: Question) -> Any:
            rows = await db.query("select :part + 1 as n", part=question.parts["double"])
            return rows[0]["n"]

        return FastAPI()

    lab = Lab()
    lab.start(asker, double, after)
    lab.link("client", "asker").latency_ms = 0
    trace = lab.get("http://asker/4").trace

    ask = only(trace, "ask number.about")
    assert head(ask) == ("asker", "ask number.about", "client", 0, 31, "unset")
    assert ask.parent == only(trace, "GET /{n}").id
    assert ask.attributes == ASKED | {
        "bus.answers": ["double", "after"],
        "messaging.operation.type": "ask",
        "messaging.message.body": '{"n": 4}',
        "server.address": "bus",
    }

    first, second = by_name(trace, "pass number.about")
    assert head(first) == ("bus", "pass number.about", "client", 5, 15, "unset")
    assert head(second) == ("bus", "pass number.about", "client", 15, 26, "unset")
    assert first.parent == second.parent == ask.id
    assert first.attributes == ASKED | {
        "messaging.operation.type": "pass",
        "messaging.message.body": '{"n": 4}',
        "server.address": "double",
    }
    assert second.attributes == ASKED | {
        "messaging.operation.type": "pass",
        "messaging.message.body": "8",
        "server.address": "after",
    }

    one, two = by_name(trace, "answer number.about")
    assert head(one) == ("double", "answer number.about", "server", 10, 10, "unset")
    assert head(two) == ("after", "answer number.about", "server", 20, 21, "unset")
    assert (one.parent, two.parent) == (first.id, second.id)
    assert one.attributes == ASKED | {
        "messaging.operation.type": "answer",
        "messaging.message.body": "8",
    }
    (select,) = trace.children(two)
    assert (select.service, select.kind) == ("after", "client")

    there, here = by_name(trace, "return number.about")
    assert head(there) == ("bus", "return number.about", "producer", 15, 20, "unset")
    assert head(here) == ("bus", "return number.about", "producer", 26, 31, "unset")
    assert there.parent == here.parent == ask.id
    assert here.attributes == ASKED | {
        "messaging.operation.type": "return",
        "messaging.message.body": "9",
        "server.address": "asker",
        "bus.part_of": "after",
    }
    assert {span.trace_id for span in trace} == {ask.trace_id}


# Lifecycles


def marks(lab: Lab) -> list[tuple[Any, ...]]:
    """The moments at which something came or went: when, where, what, and the attributes."""
    names = ("down", "up", "subscribe", "replay", "resend")
    found = [span for span in lab.trace if span.name in names]
    assert all(
        (it.kind, it.parent, it.links, it.start) == ("internal", None, [], it.end) for it in found
    )
    assert len({it.trace_id for it in found}) == len(found)
    return [(it.start / 1e6, it.service, it.name, it.attributes) for it in found]


def place(consumer: str, position: int, waiting: int) -> dict[str, Any]:
    return {
        "messaging.system": "bus",
        "messaging.consumer.group.name": consumer,
        "bus.position": position,
        "bus.waiting": waiting,
    }


def test_down_and_up(lab: Lab) -> None:
    lab.down("hearer")
    lab.run(5)
    lab.up("hearer")
    lab.down("bus")
    lab.down("bus")
    lab.run(5)
    lab.up("bus")
    lab.up("bus")
    assert marks(lab)[1:] == [
        (0, "hearer", "down", {"lab.fault": "down"}),
        (5, "hearer", "up", {}),
        (5, "bus", "down", {"lab.fault": "down"}),
        (10, "bus", "up", {}),
    ]


@pytest.mark.parametrize(
    ("name", "point", "at"),
    [
        ("teller", "before commit", 1),
        ("teller", "after commit", 1),
        ("hearer", "before commit", 13),
        ("hearer", "before acknowledging", 13),
    ],
)
def test_down_at_a_point(lab: Lab, name: str, point: Any, at: float) -> None:
    lab.down(name, at=point)
    assert len(marks(lab)) == 1, "not yet"
    lab.post("http://teller/say/1")
    lab.settle()
    assert marks(lab)[1:] == [(at, name, "down", {"lab.fault": "down", "lab.point": point})]


def test_places_that_are_made_and_moved(lab: Lab) -> None:
    lab.bus.delivery_limit = 1
    lab.post("http://teller/say/1")
    lab.post(f"http://teller/say/{POISON}")
    lab.settle()
    lab.start(hearer, name="late")
    lab.bus.replay("hearer", 2)
    assert not [it for it in lab.bus.dead_letters() if it.consumer == "hearer"]
    lab.settle()
    (letter,) = [it for it in lab.bus.dead_letters() if it.consumer == "hearer"]
    lab.bus.send_again(letter)
    found = [mark for mark in marks(lab) if mark[1] == "bus"]
    assert [(name, attributes) for _, _, name, attributes in found] == [
        ("subscribe", place("hearer", 0, 0)),
        ("subscribe", place("late", 0, 2)),
        ("replay", place("hearer", 1, 1)),
        ("resend", place("hearer", 1, 1)),
    ]


def test_a_service_that_comes_back_to_its_place_does_not_subscribe_again(lab: Lab) -> None:
    lab.down("hearer")
    lab.up("hearer")
    lab.start(hearer)
    assert len(by_name(lab.trace, "subscribe")) == 1


# What belongs to an answer


def test_an_answers_trace_holds_what_followed_and_nothing_else(lab: Lab) -> None:
    def echo(db: Database, bus: Bus) -> FastAPI:
        bus.declare("echo.said")

        @bus.on("number.said")
        async def hear(event: Event, tx: Queries) -> None:
            bus.emit(tx, Event("echo.said", dict(event.data)))

        @bus.on("echo.said")
        async def listen(event: Event, tx: Queries) -> None: ...

        return FastAPI()

    lab.start(echo)
    one, two = lab.post("http://teller/say/1"), lab.post("http://teller/say/2")
    lab.settle()
    for n, answer in enumerate((one, two), 1):
        names = [span.name for span in answer.trace]
        assert names.count("deliver number.said") == 2
        assert names.count("deliver echo.said") == 1
        bodies = {span.attributes.get("messaging.message.body") for span in answer.trace}
        assert bodies - {None} == {f'{{"n": {n}}}'}
    everything = {span.id for span in lab.trace}
    followed = {span.id for answer in (one, two) for span in answer.trace}
    assert len(everything - followed) == len(marks(lab)) == 2
    assert lab.get("http://teller/").trace.services == ["client", "teller"]


def test_every_child_begins_within_its_parent(lab: Lab) -> None:
    lab.bus.lose("confirmation")
    lab.bus.lose("acknowledgement")
    lab.bus.delay(30)
    for n in (1, 7, 3):
        lab.post(f"http://teller/say/{n}")
    lab.settle()
    for span in lab.trace:
        parent = lab.trace.parent(span)
        if parent is not None and not parent.name.startswith("create"):
            assert parent.start <= span.start
            assert span.start <= parent.end
