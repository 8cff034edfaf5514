"""The way from one service to another: latency, jitter, resets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.lab.errors import BadSetting
from course.lab.link import Link
from course.trace import NS_PER_MS


def link(seed: int = 0, name: str = "users") -> Link:
    return Link("asker", name, 5 * NS_PER_MS, seed)


def journeys(way: Link, count: int = 40) -> list[int]:
    return [way.travel_ns() for _ in range(count)]


def test_without_jitter_every_message_takes_the_latency() -> None:
    assert journeys(link()) == [5 * NS_PER_MS] * 40


@given(st.integers(0, 50), st.integers(1, 50), st.integers())
def test_jitter_lengthens_a_journey_by_up_to_so_much(latency: int, jitter: int, seed: int) -> None:
    way = link(seed)
    way.latency_ms, way.jitter_ms = latency, jitter
    taken = journeys(way)
    assert all(latency * NS_PER_MS <= ns <= (latency + jitter) * NS_PER_MS for ns in taken)
    assert len(set(taken)) > 30


def test_every_length_up_to_the_jitter_is_as_likely() -> None:
    way = link()
    way.latency_ms, way.jitter_ms = 0, 4
    taken = journeys(way, 4000)
    for quarter in range(4):
        among = [ns for ns in taken if quarter * NS_PER_MS <= ns < (quarter + 1) * NS_PER_MS]
        assert 900 < len(among) < 1100


def test_jitter_is_drawn_from_the_seed_and_the_links_name() -> None:
    def drawn(seed: int, name: str) -> list[int]:
        way = link(seed, name)
        way.jitter_ms = 10
        return journeys(way)

    assert drawn(1, "users") == drawn(1, "users")
    assert drawn(1, "users") != drawn(2, "users")
    assert drawn(1, "users") != drawn(1, "orders")


def test_jitter_does_not_change_which_calls_are_cut_off() -> None:
    def cut_off(jitter_ms: float) -> list[bool]:
        way = link(seed=3)
        way.failure_rate, way.jitter_ms = 0.4, jitter_ms
        return [(way.travel_ns(), way.cuts_off())[1] for _ in range(60)]

    assert cut_off(0) == cut_off(7)


@pytest.mark.parametrize("jitter", [-1, float("nan"), float("inf"), "much", None, True])
def test_a_jitter_that_is_no_time_is_refused(jitter: float) -> None:
    way = link()
    with pytest.raises(BadSetting, match="A jitter cannot be"):
        way.jitter_ms = jitter
    assert way.jitter_ms == 0


def test_a_link_says_how_it_is_set() -> None:
    way = link()
    assert repr(way) == "<Link asker to users: 5 ms each way, 0% of calls fail>"
    way.jitter_ms, way.failure_rate = 2.5, 0.25
    assert repr(way) == "<Link asker to users: 5 to 7.5 ms each way, 25% of calls fail>"
