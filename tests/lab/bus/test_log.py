"""The log: what is stored stays, and every consumer gets what is for it, in order."""

import gc
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from course.lab.bus.log import Log
from course.lab.errors import (
    BadEvent,
    BadSetting,
    FileDamaged,
    FileFull,
    FileInUse,
    FileWriteProtected,
    NoSuchConsumer,
    NotHandedOut,
    WrongFile,
)
from course.ports import Event


def event(number: int = 0, kind: str = "order.placed", **attributes: str) -> Event:
    return Event(kind, {"number": number}, **attributes)


def filled(log: Log, count: int = 5, consumer: str = "copies") -> Log:
    """The log with so many events, and a consumer that has seen nothing yet."""
    log.subscribe(consumer, ["order.*"])
    log.append([event(number) for number in range(1, count + 1)])
    return log


def taken(log: Log, limit: int = 100, done: Any = (), consumer: str = "copies") -> list[Any]:
    """What is handed out, as pairs of position and attempt."""
    return [(it.position, it.attempt) for it in log.take(consumer, limit, done)]


# What is stored


def test_positions_count_from_one_without_gaps() -> None:
    log = Log()
    assert log.last == 0
    assert log.append([event(), event()]) == [1, 2]
    assert log.append([]) == []
    assert log.append([event()]) == [3]
    assert log.last == 3


def test_an_event_comes_back_as_it_was_told() -> None:
    told = Event("order.placed", {"a": [1, None, {"b": "ü\0"}]}, "x", "orders", "now", "00-ab")
    log = Log()
    log.append([told])
    assert log.read() == [(1, told)]


def test_an_event_without_an_id_gets_it_from_its_position() -> None:
    log = Log()
    log.append([event(), event(id="7"), event()])
    assert [stored.id for _, stored in log.read()] == ["#1", "7", "#3"]


def test_an_event_told_again_has_the_position_of_the_first() -> None:
    log = Log()
    assert log.append([event(1, id="a", source="orders"), event(2)]) == [1, 2]
    assert log.append([event(3, id="a", source="orders"), event(4)]) == [1, 3]
    assert log.append([event(5, id="a", source="users")]) == [4], "another source, another event"
    assert [stored.data["number"] for _, stored in log.read()] == [1, 2, 4, 5]


def test_an_event_told_twice_in_one_breath_is_stored_once() -> None:
    log = Log()
    assert log.append([event(1, id="a"), event(2, id="a"), event(3)]) == [1, 1, 2]


def test_an_event_read_from_the_log_is_known_to_it() -> None:
    log = Log()
    log.append([event(source="orders")])
    assert log.append([log.read()[0][1]]) == [1]
    with pytest.raises(BadEvent, match="#2 is not free"):
        log.append([event(id="#2")])
    with pytest.raises(BadEvent, match="#1 is not free"):
        log.append([event(id="#1", source="users")])
    assert log.last == 1


@pytest.mark.parametrize(
    "bad",
    [
        event(kind=""),
        event(kind="Order placed"),
        event(kind="order."),
        event(kind="order.*"),
        event(id=7),
        event(source=None),
        event(id="\ud800"),
        Event("order.placed", [1]),
        Event("order.placed", {1: 1}),
        Event("order.placed", {"when": object()}),
        Event("order.placed", {"cents": float("nan")}),
    ],
    ids=repr,
)
def test_what_is_no_event_is_refused_with_all_that_came_with_it(bad: Event) -> None:
    log = Log()
    with pytest.raises(BadEvent):
        log.append([event(kind="some.thing"), bad])
    assert log.last == 0
    assert log.append([event(kind="other.thing")]) == [1]
    assert log.read() == [(1, event(kind="other.thing", id="#1"))]


def test_data_that_contains_itself_is_refused() -> None:
    data: dict[str, Any] = {}
    data["self"] = data
    with pytest.raises(BadEvent, match="contains itself"):
        Log().append([Event("order.placed", data)])


def test_one_can_look_at_a_part() -> None:
    log = filled(Log())
    assert [position for position, _ in log.read(3)] == [3, 4, 5]
    assert [position for position, _ in log.read(2, 2)] == [2, 3]
    assert log.read(6) == []


# Handing out


def test_what_is_not_acknowledged_is_not_handed_out_while_it_is_in_hand() -> None:
    log = filled(Log())
    assert taken(log, 2) == [(1, 1), (2, 1)]
    assert taken(log, 2) == [(3, 1), (4, 1)]
    assert taken(log, 2) == [(5, 1)]
    assert taken(log, 2) == []
    assert log.waiting("copies") == 5
    assert log.position("copies") == 0


def test_nothing_at_all_is_handed_out_where_nothing_is_asked_for() -> None:
    log = filled(Log())
    assert taken(log, 0) == []
    assert taken(log, 1) == [(1, 1)]
    with pytest.raises(BadSetting):
        log.take("copies", -1)


def test_acknowledgements_may_come_in_any_order() -> None:
    log = filled(Log())
    taken(log)
    log.ack("copies", [4, 2])
    assert (log.position("copies"), log.waiting("copies")) == (0, 3)
    log.ack("copies", [1, 1])
    log.ack("copies", [1])
    assert (log.position("copies"), log.waiting("copies")) == (2, 2)
    assert taken(log, done=[5, 3]) == []
    assert (log.position("copies"), log.waiting("copies")) == (5, 0)


def test_what_was_never_handed_out_cannot_be_acknowledged() -> None:
    log = filled(Log())
    taken(log, 2)
    for act in (
        lambda: log.ack("copies", [1, 3]),
        lambda: log.take("copies", 1, [3]),
        lambda: log.give_back("copies", [3]),
        lambda: log.lay_aside("copies", 3, "poison"),
        lambda: log.ack("copies", [0]),
    ):
        with pytest.raises(NotHandedOut):
            act()
    assert log.waiting("copies") == 5, "nothing is half done"


def test_what_is_given_back_comes_first_and_with_one_attempt_more() -> None:
    log = filled(Log())
    taken(log, 3)
    log.give_back("copies", [3, 1])
    log.give_back("copies", [1])
    assert taken(log, 1) == [(1, 2)]
    assert taken(log) == [(3, 2), (4, 1), (5, 1)]


def test_a_late_acknowledgement_still_counts() -> None:
    log = filled(Log())
    taken(log, 2)
    log.give_back("copies", [1, 2])
    log.ack("copies", [1])
    assert taken(log, 1) == [(2, 2)]
    log.lay_aside("copies", 2, "too slow")
    log.ack("copies", [2])
    assert log.dead_letters() == [], "it was handled after all"


def test_each_consumer_has_its_own_place() -> None:
    log = filled(Log(), 3)
    log.subscribe("mails", [">"])
    assert taken(log, 3, consumer="copies") == [(1, 1), (2, 1), (3, 1)]
    assert taken(log, 1, consumer="mails") == [(1, 1)]
    log.ack("mails", [1])
    assert (log.position("copies"), log.position("mails")) == (0, 1)


def test_a_consumer_gets_what_its_subjects_match() -> None:
    log = Log()
    log.subscribe("one word", ["order.*"])
    log.subscribe("the rest", ["user.>", "order.placed"])
    kinds = ["order.placed", "order.placed.twice", "user.signed_up", "user.left.for.good", "user"]
    log.append([event(kind=kind) for kind in kinds])
    assert taken(log, consumer="one word") == [(1, 1)]
    assert taken(log, consumer="the rest") == [(1, 1), (3, 1), (4, 1)]
    assert log.consumers_of("order.placed") == ["one word", "the rest"]
    assert log.consumers_of("user") == []
    assert log.consumers() == [
        ("one word", ("order.*",)),
        ("the rest", ("user.>", "order.placed")),
    ]


def test_what_is_not_for_it_is_done_with() -> None:
    log = Log()
    log.subscribe("copies", ["order.placed"])
    log.append([event(kind="user.left"), event(), event(kind="user.left")])
    assert (log.position("copies"), log.waiting("copies")) == (1, 1)
    taken(log)
    log.ack("copies", [2])
    assert (log.position("copies"), log.waiting("copies")) == (3, 0)


def test_other_subjects_leave_a_consumer_in_its_place() -> None:
    log = Log()
    log.subscribe("copies", ["order.placed", "order.refused"])
    log.append([event(kind="user.left"), event(), event(kind="order.refused"), event()])
    taken(log, 2)
    log.subscribe("copies", ["order.placed", "user.left"])
    log.give_back("copies", [2, 3])
    assert taken(log) == [(2, 2), (4, 1)]


@pytest.mark.parametrize("subjects", [[], "order.placed", ["Order"], ["order.>.x"], ["a*"]])
def test_what_cannot_be_listened_to_is_refused(subjects: Any) -> None:
    log = Log()
    with pytest.raises(BadSetting):
        log.subscribe("copies", subjects)
    assert log.consumers() == []


def test_a_consumer_that_is_not_there_is_named() -> None:
    with pytest.raises(NoSuchConsumer, match="There are: copies"):
        filled(Log()).take("mails")


# Dead letters


def test_a_dead_letter_is_out_of_the_way_until_it_is_sent_again() -> None:
    log = filled(Log(), 3)
    taken(log, 3)
    log.give_back("copies", [2])
    taken(log, 1)
    log.lay_aside("copies", 2, "ValueError: no such user")
    log.lay_aside("copies", 2, "again")
    log.ack("copies", [1, 3])
    assert (log.position("copies"), log.waiting("copies")) == (3, 0)
    (letter,) = log.dead_letters()
    assert letter[:2] + letter[3:] == ("copies", 2, 2, "ValueError: no such user")
    assert letter.event == event(2, id="#2")
    log.send_again("copies", 2)
    assert log.dead_letters("copies") == []
    assert (log.position("copies"), log.waiting("copies")) == (1, 1)
    assert taken(log) == [(2, 1)]
    with pytest.raises(NotHandedOut, match="no dead letter"):
        log.send_again("copies", 2)


# Replay


def test_replay_hands_everything_out_again_from_there_on() -> None:
    log = filled(Log(), 4)
    taken(log, 4)
    log.lay_aside("copies", 4, "poison")
    log.ack("copies", [1, 2])
    log.replay("copies", 2)
    assert (log.position("copies"), log.waiting("copies"), log.dead_letters()) == (1, 3, [])
    assert taken(log) == [(2, 1), (3, 1), (4, 1)]


def test_replay_skips_nothing_that_is_owed() -> None:
    log = filled(Log(), 4)
    taken(log, 3)
    log.replay("copies", 3)
    log.give_back("copies", [1, 2])
    assert taken(log) == [(1, 2), (2, 2), (3, 1), (4, 1)]
    with pytest.raises(BadSetting):
        log.replay("copies", 0)


def test_an_acknowledgement_from_before_a_replay_does_not_count() -> None:
    log = filled(Log(), 2)
    taken(log)
    log.replay("copies")
    log.ack("copies", [1, 2])
    assert taken(log) == [(1, 1), (2, 1)]


# A file


def test_everything_is_there_when_a_file_is_opened_again(tmp_path: Path) -> None:
    with filled(Log(tmp_path / "log"), 4) as log:
        stored = log.read()
        taken(log)
        log.ack("copies", [2])
        log.lay_aside("copies", 3, "poison")
    with Log(str(tmp_path / "log")) as log:
        assert log.read() == stored
        assert log.append([event(5)]) == [5]
        assert [letter.position for letter in log.dead_letters()] == [3]
        assert taken(log) == [(1, 2), (4, 2), (5, 1)], "attempts outlive who made them"


def test_it_says_what_it_survives(tmp_path: Path) -> None:
    assert Log().survives == "nothing"
    with Log(tmp_path / "a") as log:
        assert log.survives == "process"
    with Log(tmp_path / "b", survives="machine") as log:
        assert log.survives == "machine"
    with pytest.raises(BadSetting):
        Log(survives="machine")


def test_what_survives_the_machine_waits_for_the_disk_where_it_has_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events do; places need not: when one falls back, events are handed out twice."""
    modes: dict[str, set[int]] = {}
    with filled(Log(tmp_path / "log", survives="machine"), 3) as log:
        write = log._file.write

        def spied(*steps: Any) -> None:
            ((mode,),) = log._file.rows("pragma synchronous")
            modes.setdefault(steps[0][0].split()[1], set()).add(mode)
            write(*steps)

        monkeypatch.setattr(log._file, "write", spied)
        for _ in range(3):
            log.append([event()])
            log.take("copies", 1)
    full, normal = 2, 1
    assert modes == {"into": {full}, "consumers": {normal}}


def test_a_file_is_held_by_one_log_at_a_time(tmp_path: Path) -> None:
    opened = f"from course.lab.bus.log import Log; Log({str(tmp_path / 'log')!r})"
    with filled(Log(tmp_path / "log")) as log:
        with pytest.raises(FileInUse, match="in use"):
            Log(tmp_path / "log")
        child = subprocess.run(
            [sys.executable, "-c", opened], capture_output=True, text=True, check=False
        )
        assert "FileInUse" in child.stderr
        assert log.append([event()]) == [6]
    with Log(tmp_path / "log") as log:
        assert log.last == 6


def test_a_log_that_nobody_has_any_more_lets_go_of_its_file(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    del log
    gc.collect()
    Log(tmp_path / "log").close()


def test_a_later_format_is_left_alone(tmp_path: Path) -> None:
    Log(tmp_path / "log").close()
    with sqlite3.connect(tmp_path / "log") as later:
        later.execute("pragma user_version = 99")
    later.close()
    with pytest.raises(WrongFile, match="format 99"):
        Log(tmp_path / "log")


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as other:
        other.execute("create table users (id)")
    other.close()
    (tmp_path / "letter").write_text("Dear reader, " * 100)
    for name in ("shop.db", "letter"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(WrongFile):
            Log(tmp_path / name)
        assert (tmp_path / name).read_bytes() == before


def test_a_file_that_was_cut_off_is_noticed_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "log"
    filled(Log(path), 1000).close()
    path.write_bytes(path.read_bytes()[:-8192])
    with pytest.raises(FileDamaged, match="damaged"):
        Log(path)


@pytest.mark.parametrize("garbage", [b"\xff", b"\0"], ids=["ones", "zeros"])
def test_a_damaged_page_is_noticed_when_it_is_read(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "log"
    filled(Log(path), 1000).close()
    content = bytearray(path.read_bytes())
    content[-3 * 4096 : -2 * 4096] = garbage * 4096
    path.write_bytes(content)
    with Log(path) as log, pytest.raises(FileDamaged, match="damaged"):
        log.read()


def test_a_damaged_event_is_noticed_and_nothing_is_handed_out(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with filled(Log(path), 1) as log:
        log.append([event(22)])
    path.write_bytes(path.read_bytes().replace(b'{"number":22}', b'{"number":33}'))
    with Log(path) as log:
        with pytest.raises(FileDamaged, match="not what was written"):
            log.take("copies", 2)
        assert taken(log, 1) == [(1, 1)]


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with filled(Log(tmp_path / "log"), 3) as log:
        ((pages,),) = log._file.rows("pragma page_count")
        log._file.rows(f"pragma max_page_count = {pages}")
        many = [event(kind="some.thing", id=f"{number}") for number in range(1000)]
        with pytest.raises(FileFull, match="no room"):
            log.append(many)
        assert log.last == 3
        assert log.waiting("copies") == 3
        assert taken(log) == [(1, 1), (2, 1), (3, 1)], "what needs no room goes on"
        log._file.rows("pragma max_page_count = 100000")
        assert log.append(many) == list(range(4, 1004))
    with Log(tmp_path / "log") as log:
        assert log.last == 1003
        assert log.position("copies") == 0


def test_a_step_that_cannot_be_stored_has_not_happened(tmp_path: Path) -> None:
    with filled(Log(tmp_path / "log"), 3) as log:
        taken(log, 2)
        log._file.rows("pragma query_only = on")
        for act in (
            lambda: log.append([event()]),
            lambda: log.take("copies", 1, [1]),
            lambda: log.ack("copies", [1]),
            lambda: log.lay_aside("copies", 1, "poison"),
            lambda: log.replay("copies"),
            lambda: log.subscribe("copies", [">"]),
            lambda: log.subscribe("mails", [">"]),
        ):
            with pytest.raises(FileWriteProtected, match="cannot be"):
                act()
        log._file.rows("pragma query_only = off")
        assert (log.last, log.position("copies"), log.waiting("copies")) == (3, 0, 3)
        assert [name for name, _ in log.consumers()] == ["copies"]
        assert taken(log, done=[1, 2]) == [(3, 1)]


def test_a_place_where_no_file_can_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileWriteProtected, match="no-such-folder"):
        Log(tmp_path / "no-such-folder" / "log")


def test_what_is_interrupted_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a learner stops a cell just after the commit."""
    log = filled(Log(), 1)
    assert log.waiting("copies") == 1
    write = log._file.write

    def interrupted(*steps: Any) -> None:
        write(*steps)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(log._file, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            log.append([event(2), event(kind="new.type")])
    assert log.last == 3
    assert log.waiting("copies") == 2
    assert log.append([event(3), event(kind="new.type")]) == [4, 5]
    assert taken(log) == [(1, 1), (2, 1), (4, 1)]
