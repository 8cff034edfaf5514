"""``lab.bus``: looking at the bus, setting it, and moving consumers to other places."""

from typing import Any

import pytest

from course.lab import Lab
from course.lab.errors import BadSetting, NotHandedOut
from tests.contracts.bus import POISON, heard, hearer, say, teller


@pytest.fixture
def lab() -> Lab:
    """Three events, of which the second was laid aside."""
    lab = Lab()
    lab.start(teller, hearer)
    lab.bus.delivery_limit = 1
    say(lab, 1, POISON, 3)
    lab.settle()
    return lab


def test_it_tells_who_is_where(lab: Lab) -> None:
    lab.start(hearer, name="late")
    assert repr(lab.bus) == (
        "3 events stored, in memory: they do not survive the process\n"
        "hearer: done up to 3, 0 waiting, 1 laid aside\n"
        "    listens to number.*\n"
        "late: done up to 0, 3 waiting, 0 laid aside\n"
        "    listens to number.*"
    )


def test_events_can_be_looked_at_from_any_position(lab: Lab) -> None:
    assert [(position, event.data["n"]) for position, event in lab.bus.events()] == [
        (1, 1),
        (2, POISON),
        (3, 3),
    ]
    assert [position for position, _ in lab.bus.events(3)] == [3]
    assert lab.bus.events(4) == []


def test_a_dead_letter_says_all_there_is_to_know(lab: Lab) -> None:
    (letter,) = lab.bus.dead_letters()
    assert (letter.consumer, letter.position, letter.attempts) == ("hearer", 2, 1)
    assert letter.reason == "RuntimeError: cannot bear it"
    assert letter.event == lab.bus.events(2)[0][1]


def test_what_is_sent_again_has_all_its_attempts_before_it(lab: Lab) -> None:
    (letter,) = lab.bus.dead_letters()
    lab.bus.delivery_limit = 3
    lab.bus.send_again(letter)
    assert (lab.bus.waiting("hearer"), lab.bus.position("hearer")) == (1, 1)
    lab.settle()
    (letter,) = lab.bus.dead_letters()
    assert letter.attempts == 3
    assert heard(lab) == [1, 3]


def test_what_was_sent_again_already_is_no_dead_letter(lab: Lab) -> None:
    (letter,) = lab.bus.dead_letters()
    lab.bus.send_again(letter)
    with pytest.raises(NotHandedOut, match="no dead letter at position 2"):
        lab.bus.send_again(letter)


def test_a_replay_begins_where_it_is_told(lab: Lab) -> None:
    lab.bus.replay("hearer", 3)
    assert (lab.bus.position("hearer"), lab.bus.waiting("hearer")) == (2, 1)
    lab.settle()
    assert heard(lab) == [1, 3, 3]
    assert len(lab.bus.dead_letters()) == 1
    lab.bus.replay("hearer")
    assert lab.bus.dead_letters() == []
    lab.settle()
    assert heard(lab) == [1, 3, 3, 1, 3]


def test_a_replay_while_the_bus_or_the_consumer_is_down(lab: Lab) -> None:
    for name in ("bus", "hearer"):
        lab.down(name)
        lab.bus.replay("hearer", 3)
        lab.settle()
        assert lab.bus.waiting("hearer") == 1
        lab.up(name)
        lab.settle()
    assert heard(lab) == [1, 3, 3, 3]


def test_settings_take_effect_with_the_next_delivery(lab: Lab) -> None:
    lab.bus.ack_wait_ms = 200.5
    lab.bus.delivery_limit = 2
    assert (lab.bus.ack_wait_ms, lab.bus.delivery_limit) == (200.5, 2)
    lab.post(f"http://teller/shout/{POISON}")
    lab.settle()
    starts = [span.start for span in lab.trace if span.name == "deliver number.shouted"]
    assert [start - starts[0] for start in starts] == [0, 200_500_000]


@pytest.mark.parametrize("name", ["hearr", "teller", "", None])
@pytest.mark.parametrize("look", ["waiting", "position", "replay"])
def test_a_consumer_that_is_none(lab: Lab, look: str, name: Any) -> None:
    with pytest.raises(BadSetting, match=r"No consumer is called .*(\n.*)*There are: hearer"):
        getattr(lab.bus, look)(name)


@pytest.mark.parametrize("ms", [0, -1, float("nan"), float("inf"), "long", None, True, 1e-9])
def test_a_wait_that_is_no_time(lab: Lab, ms: Any) -> None:
    with pytest.raises(BadSetting, match="acknowledgement"):
        lab.bus.ack_wait_ms = ms
    assert lab.bus.ack_wait_ms == 1000


@pytest.mark.parametrize("limit", [0, -1, 1.5, "five", None, True])
def test_a_limit_that_is_no_number_of_times(lab: Lab, limit: Any) -> None:
    with pytest.raises(BadSetting, match="cannot be delivered"):
        lab.bus.delivery_limit = limit
    assert lab.bus.delivery_limit == 1


@pytest.mark.parametrize("position", [0, -1, 1.5, "one", None, True])
def test_a_position_that_is_none(lab: Lab, position: Any) -> None:
    with pytest.raises(BadSetting, match="no position"):
        lab.bus.replay("hearer", position)


@pytest.mark.parametrize("letter", [None, 2, "hearer"])
def test_a_letter_that_is_none(lab: Lab, letter: Any) -> None:
    with pytest.raises(BadSetting, match="is no dead letter"):
        lab.bus.send_again(letter)


@pytest.mark.parametrize(
    ("fault", "arguments", "says"),
    [
        ("lose", ("event",), "'event' cannot be lost"),
        ("lose", (None,), "None cannot be lost"),
        ("lose", ("double",), "'double' cannot be lost"),
        ("lose", ("publish", "Number.Said"), "nothing that one can listen to"),
        ("lose", ("publish", ">", None, 0), "Nothing happens 0 times"),
        ("lose", ("publish", ">", "hearr"), "'hearr'"),
        ("double", (5,), "nothing that one can listen to"),
        ("double", (">", None, -1), "Nothing happens -1 times"),
        ("double", (">", None, True), "Nothing happens True times"),
        ("reorder", (">", None, 1.5), "Nothing happens 1.5 times"),
        ("reorder", (">", 5), "5"),
        ("delay", (-1,), "A delay cannot be -1"),
        ("delay", ("long",), "A delay cannot be 'long'"),
        ("delay", (float("inf"),), "A delay cannot be inf"),
    ],
)
def test_a_fault_that_cannot_be(lab: Lab, fault: str, arguments: Any, says: str) -> None:
    with pytest.raises(BadSetting) as caught:
        getattr(lab.bus, fault)(*arguments)
    assert says in caught.value.happened
    say(lab, 5)
    lab.settle()
    assert heard(lab) == [1, 3, 5]
