"""Write the outbox: the shop, the steps, and what is expected of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from course.lab import Answer as Heard
from course.lab import Lab
from course.ports import Event
from course.study.exercise import Schedule
from course.study.referee import memory
from course.study.referee.broken import Broken, shown, told
from course.study.referee.hands import begin, hands
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Settle, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Lose, Slow, Up
from course.trace import Span

WRITES = "a note is written, whatever the bus does"
WAITS = "who writes a note does not wait for the bus"
TELLS = "tells every note that is written"
INVENTS = "tells no note that is not written"
ONCE = "a note is in the log once"
ORDER = "tells the oldest note first"
AGAIN = "does not send again what has been told"
BY_HAND = "tells by a relay of its own"

NAME, DATABASE, WRITTEN = "desk", "desk.db", "note.written"
SEND = f"send {WRITTEN}"
AT_ONCE_MS = 100
"""Writing takes some milliseconds; the way to a slow bus and back takes several hundred."""


def open_shop(lab: Lab, desk: Callable[..., object]) -> None:
    """The desk, and hands that use it."""
    lab.start(hands)
    memory.start(lab, desk, NAME)


@dataclass(frozen=True)
class WriteNote(Step):
    """Somebody writes a note, and waits for the answer."""

    text: str

    @property
    def words(self) -> str:
        return f'you write the note "{self.text}"'

    @property
    def url(self) -> str:
        return f"http://{NAME}/notes?text={quote(self.text)}"

    def do(self, run: Run) -> None:
        answer = run.lab.post(self.url)
        if run.lab.services[NAME].is_down or DATABASE in run.down:
            return
        if not answer.ok:
            raise Broken(
                WRITES,
                "an answer that says that all went well",
                told(answer),
                "To write the note, and what is to be told of it, takes the database and no bus.",
            )
        check_answer(answer, notes_of(run), self.text)
        if answer.milliseconds > AT_ONCE_MS:
            raise waited(answer)


def check_answer(answer: Heard, notes: dict[int, str], text: str) -> None:
    """Raise ``Broken`` where the answer is not the note that is in the table."""
    body = answer.body
    id = body.get("id") if isinstance(body, dict) else None
    if answer.status != 201 or type(id) is not int or body.get("text") != text:
        expected = f"201 and the note that was written: its id, and the text {shown(text)}"
        raise Broken(WRITES, expected, told(answer), "Let write_note return the note, as it did.")
    if notes.get(id) != text:
        raise Broken(WRITES, f"note {id}, {shown(text)}, is in the table notes", "it is not")


def waited(answer: Heard) -> Broken:
    """Why an answer took so long, as far as it is seen."""
    expected = f"an answer in less than {AT_ONCE_MS} ms"
    took = f"it took {answer.milliseconds:,.0f} ms"
    spans = [span.name for span in answer.trace]
    queued = sum(span.milliseconds for span in answer.trace if span.name == "queued")
    if queued > AT_ONCE_MS / 2:
        return Broken(
            WAITS,
            expected,
            f"{took}; for {queued:,.0f} ms it stood in line for {DATABASE}, where the relay kept a "
            "transaction open",
            "Nothing is lost that way. But a transaction that waits for the bus lets everybody "
            "else wait, too. Publish outside of it, and mark in a statement of its own.",
        )
    return Broken(
        WAITS,
        expected,
        f"{took}, as the bus was told at once" if SEND in spans else took,
        "Leave the telling to the relay. Who writes need not wait for it.",
    )


@dataclass(frozen=True)
class BeginNote(WriteNote):
    """Somebody writes a note; it is on its way."""

    @property
    def words(self) -> str:
        return f'you begin to write the note "{self.text}"'

    def do(self, run: Run) -> None:
        begin(run.lab, "POST", self.url)


@dataclass(frozen=True)
class CallRelay(Step):
    """The relay is called, as a timer does: without waiting for it."""

    @property
    def words(self) -> str:
        return "the relay is called"

    def do(self, run: Run) -> None:
        begin(run.lab, "POST", f"http://{NAME}/relay")


@dataclass(frozen=True)
class CompareLog(Step):
    """When all is quiet, the relay is called until there is nothing more to tell."""

    @property
    def words(self) -> str:
        return "when all is quiet the relay is called again; you compare the notes with the log"

    def do(self, run: Run) -> None:
        run.lab.settle()
        if is_away(run):
            return
        notes = notes_of(run)
        for _ in range(len(notes) + 4):
            answer = call_relay(run)
            if is_away(run):
                return
            if answer.ok and len(in_log(run.lab)) >= len(notes):
                break
        else:
            if not answer.ok:
                raise Broken(TELLS, "the relay ends well, in the end", told(answer))
        compare(run.lab, notes)
        check_not_again(run, set(notes))


def is_away(run: Run) -> bool:
    """Whether something is down that is needed to tell."""
    return run.lab.services[NAME].is_down or not run.down.isdisjoint({"bus", DATABASE})


def call_relay(run: Run) -> Heard:
    """Call it, and let all arrive that it sends."""
    answer = run.lab.post(f"http://{NAME}/relay")
    run.lab.settle()
    return answer


def notes_of(run: Run) -> dict[int, str]:
    """The notes that are written: text by id."""
    try:
        return {row["id"]: row["text"] for row in run.lab.tables(NAME)["notes"]}
    except KeyError as error:
        happened = f"there is no {error.args[0]!r}"
        raise Broken(WRITES, "the notes are in a table notes, with id and text", happened) from None


def in_log(lab: Lab) -> list[Event]:
    """What is told of notes, in the order of the log."""
    return [event for _, event in lab.bus.events() if event.type == WRITTEN]


def sent(lab: Lab) -> list[Span]:
    """Each time that a note was on the way to the bus, in order."""
    return sorted((span for span in lab.trace if span.name == SEND), key=lambda span: span.start)


def note_in(span: Span) -> Any:
    """The id of the note that is sent."""
    return json.loads(span.attributes["messaging.message.body"]).get("id")


def compare(lab: Lab, notes: dict[int, str]) -> None:
    """Raise ``Broken`` where the log does not say what the table of notes says."""
    if any(span.name == f"create {WRITTEN}" for span in lab.trace):
        advice = "Keep bus.emit for the shop. Here you build what it does: with bus.publish."
        raise Broken(BY_HAND, "nothing is told by bus.emit", "bus.emit was called", advice)
    events = in_log(lab)
    for event in events:
        check_written(event, notes)
    for id, text in notes.items():
        check_told_once(lab, id, text, [event for event in events if event.data["id"] == id])
    order = [event.data["id"] for event in events]
    if order != sorted(order):
        raise Broken(
            ORDER,
            f"the log tells of the notes {', '.join(map(str, sorted(order)))}",
            f"it tells of them in this order: {', '.join(map(str, order))}",
            "Order by id. And when one cannot be told, stop: those after it have to wait.",
        )


def check_written(event: Event, notes: dict[int, str]) -> None:
    """What is told has to be in the table, word for word."""
    id, text = event.data.get("id"), event.data.get("text")
    if id is None or text is None:
        happened = f"it was {shown(dict(event.data))}"
        raise Broken(TELLS, f"the data of {WRITTEN} has the note's id and text", happened)
    if notes.get(id) != text:
        there = f"note {id} is {shown(notes[id])}" if id in notes else f"there is no note {id}"
        raise Broken(
            INVENTS,
            f"each note in the log is in the table: note {id}, {shown(text)}",
            f"in the table {there}",
            "Tell a note only after the transaction that writes it is committed.",
        )


def check_told_once(lab: Lab, id: int, text: str, events: list[Event]) -> None:
    """A note has to be in the log, and not twice."""
    if len(events) > 1:
        ids = ", ".join(event.id for event in events)
        raise Broken(
            ONCE,
            f"note {id}, {shown(text)}, is in the log once",
            f"it is there {len(events)} times, with the ids {ids}: for the bus these are "
            f"{len(events)} events",
            "A relay may have to send a note again. Give the event an id that stays the same: "
            "Event(type, data, id=...).",
        )
    if events:
        return
    tries = [span for span in sent(lab) if note_in(span) == id]
    numbers_came_back = any(
        change["table"] != "notes" and change["after"] is None
        for span in lab.trace
        for change in span.attributes.get("db.changes", ())
    )
    if tries:
        happened = f"it was sent and not confirmed: {tries[-1].attributes.get('error.type')}"
        advice = "Mark it when the bus has confirmed it. Until then it is still to be told."
    else:
        happened = "it was never sent"
        advice = (
            "Write what is to be told in the transaction of the note, and mark only what the bus "
            "has confirmed: a note may be written while you wait for that."
        )
    if not tries and numbers_came_back:
        advice = (
            "Rows were deleted. If the number of one comes back with a new row, who deletes it by "
            "its number may delete the new one: write integer primary key autoincrement."
        )
    raise Broken(TELLS, f"note {id}, {shown(text)}, is in the log", happened, advice)


def check_not_again(run: Run, notes: set[int]) -> None:
    """Raise ``Broken`` where what was told, and could be marked, is sent once more."""
    so_far, marked = run.notes.get("marked", (0, set()))
    again = [note_in(span) for span in sent(run.lab)[so_far:] if note_in(span) in marked]
    calls = 0
    while not again and calls < 2:  # the first of them may have something to make up for
        count, calls = len(sent(run.lab)), calls + 1
        call_relay(run)
        if len(sent(run.lab)) == count:
            run.notes["marked"] = count, notes
            return
    again = again or [note_in(sent(run.lab)[-1])]
    raise Broken(
        AGAIN,
        "nothing is sent when the relay is called and all is told",
        f"note {again[0]} was sent again",
        "The bus knows its id, and stores it once. But day by day there is more to send. Mark in "
        "the database what the bus has confirmed.",
    )


TEA, WATER, PATIENCE = WriteNote("buy tea"), WriteNote("boil water"), WriteNote("wait")
RELAY, COMPARE = CallRelay(), CompareLog()
BUS_DOWN, BUS_UP = Down("bus"), Up("bus")
LOST, UNCONFIRMED = Lose(NAME, "publish"), Lose(NAME, "confirmation")
RESTARTED = (Down(NAME), Up(NAME))
POINTS = (Down(NAME, "before commit"), Down(NAME, "after commit"))
TELLING_MS = (1, 4, 6, 9, 11, 14, 17, 20)
"""After the relay is called: the first note is sent, stored, confirmed, marked; then the next."""


def schedules() -> list[Schedule]:
    """A crash at each point, each message lost, a slow bus; then a crash at each moment."""
    anything = (TEA, WATER, PATIENCE, RELAY, RELAY, LOST, UNCONFIRMED, *POINTS, Up(NAME), COMPARE)
    return [
        (TEA, COMPARE),
        (TEA, WATER, PATIENCE, COMPARE),
        *((dies, TEA, Up(NAME), COMPARE) for dies in POINTS),
        (BeginNote("buy tea"), *RESTARTED, COMPARE),
        (BUS_DOWN, TEA, BUS_UP, COMPARE),
        (LOST, TEA, RELAY, COMPARE),
        (UNCONFIRMED, TEA, RELAY, COMPARE),
        (TEA, BUS_DOWN, RELAY, Settle(), BUS_UP, COMPARE),
        (Slow(NAME, "bus", 200), TEA, RELAY, WATER, COMPARE),
        (TEA, RELAY, WATER, COMPARE),
        (TEA, RELAY, RELAY, WATER, COMPARE),
        (LOST, TEA, WATER, RELAY, COMPARE),
        (TEA, COMPARE, *RESTARTED, COMPARE),
        (TEA, RELAY, Wait(2), Down(DATABASE), Wait(20), Up(DATABASE), COMPARE),
        *((TEA, WATER, dies, RELAY, Settle(), Up(NAME), COMPARE) for dies in POINTS),
        *((TEA, WATER, RELAY, Wait(ms), *RESTARTED, COMPARE) for ms in TELLING_MS),
        mixed(1, (), anything, 14),
    ]
