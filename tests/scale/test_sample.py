"""Many requests through a web: as each by itself would be, and as SimPy has it."""

from collections import Counter
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.scale import (
    Always,
    CannotSample,
    Hedged,
    Limited,
    Lognormal,
    Mostly,
    Service,
    Times,
    Web,
    batches,
    calls_in_one_request,
    quantile,
    sample,
)
from course.scale.sample import BATCH
from course.scale.web import Call
from tests.scale.simulated import hundred, simulated

ONE, TWO, NINE = Service(Always(1)), Service(Always(2)), Service(Always(9))


def ms(rounds: list[list[Call]], own: float = 0, **others: Service) -> float:
    """What a request takes if nothing is left to chance."""
    services = {"one": ONE, "two": TWO, "nine": NINE, **others}
    (took,) = sample({"asked": Service(Always(own), rounds), **services}, "asked", 1)
    return float(took)


def test_together_costs_the_slowest_and_one_after_another_the_sum() -> None:
    assert ms([["one", "two", "nine"]]) == 9
    assert ms([["one"], ["two"], ["nine"]]) == 12
    assert ms([["one", "two"], ["nine"]], own=5) == 5 + 2 + 9
    assert ms([["nine"] * 3]) == 9
    assert ms([]) == ms([[]]) == 0


def test_what_a_service_waits_for_is_part_of_its_time() -> None:
    assert ms([["middle", "two"]], middle=Service(Always(3), [["nine"]])) == 3 + 9


def test_a_second_try_counts_from_when_it_is_sent() -> None:
    assert ms([[Hedged("nine", 4)]]) == 9  # the second would be there at 4 + 9
    assert ms([[Hedged("nine", 9)]]) == 9
    late = Service(Drawn(9, 1))
    assert ms([[Hedged("late", 4)]], late=late) == 4 + 1


def test_an_answer_just_in_time_needs_no_second_try() -> None:
    times = Drawn(4, 0)
    assert ms([[Hedged("leaf", 4)]], leaf=Service(times)) == 4
    assert times.left == [0]


def test_a_call_that_is_given_up_takes_until_then() -> None:
    assert ms([[Limited("nine", 4)]]) == 4
    assert ms([[Limited("nine", 10)]]) == 9
    assert ms([[Limited("middle", 10)]], middle=Service(Always(3), [["nine"]])) == 10


class Drawn:
    """Times that are given one after another."""

    def __init__(self, *left: float) -> None:
        self.left = [*left]

    def draw(self, random: Any, count: int) -> Any:
        return np.array([float(self.left.pop(0)) for _ in range(count)])


class Counting:
    """Counts how many times were drawn."""

    def __init__(self) -> None:
        self.count = 0

    def draw(self, random: Any, count: int) -> Any:
        self.count += count
        return np.ones(count)


@st.composite
def webs(draw: st.DrawFn, times: st.SearchStrategy[Times]) -> dict[str, Service]:
    """Any web without a circle: each service calls some of those after it, in some rounds."""
    names = "abcdef"[: draw(st.integers(1, 6))]
    web = {}
    for number, name in enumerate(names):
        later = names[number + 1 :]
        calls = st.lists(st.sampled_from(later), max_size=3) if later else st.just([])
        web[name] = Service(draw(times), draw(st.lists(calls, max_size=2)))
    return web


def one_by_one(web: Web, name: str) -> float:
    """What a request takes, by the definition."""
    service = web[name]
    assert isinstance(service.own, Always)
    rounds = (max((one_by_one(web, str(call)) for call in it), default=0) for it in service.rounds)
    return service.own.ms + sum(rounds)


@given(webs(st.builds(Always, st.integers(0, 1000))))
def test_any_web_without_chance_takes_what_the_definition_says(web: dict[str, Service]) -> None:
    assert [*sample(web, "a", 3)] == [one_by_one(web, "a")] * 3


@given(webs(st.builds(Counting)), st.integers(0, 9))
def test_each_call_is_drawn_by_itself(web: dict[str, Service], requests: int) -> None:
    sample(web, "a", requests)
    expected = Counter({name: it * requests for name, it in calls_in_one_request(web, "a").items()})
    assert {name: service.own.count for name, service in web.items()} == {  # type: ignore[attr-defined]
        name: expected[name] for name in web
    }


def test_a_shared_service_is_slow_for_one_caller_and_quick_for_the_other() -> None:
    web = {
        "asked": Service(rounds=[["one"], ["other"]]),
        "one": Service(rounds=[["shared"]]),
        "other": Service(rounds=[["shared"]]),
        "shared": Service(Mostly(0, 1, 0.5)),
    }
    counts = np.bincount(sample(web, "asked", 100_000).astype(int)) / 100_000
    assert np.allclose(counts, [0.25, 0.5, 0.25], atol=0.01)


def test_the_same_seed_gives_the_same_times() -> None:
    web = hundred(Lognormal(10, 100))
    assert (sample(web, "start", 20, seed=1) == sample(web, "start", 20, seed=1)).all()
    assert (sample(web, "start", 20, seed=1) != sample(web, "start", 20, seed=2)).any()


def test_the_answer_is_one_double_for_each_request() -> None:
    times = sample({"leaf": ONE}, "leaf", 7)
    assert times.dtype == np.float64
    assert times.shape == (7,)
    assert len(sample({"leaf": ONE}, "leaf", 0)) == 0


def test_work_is_done_in_batches_whatever_the_number_of_requests() -> None:
    web = {"asked": Service(rounds=[["leaf"] * 3]), "leaf": Service(Lognormal(10, 100))}
    requests = 2 * BATCH + 5
    parts = [*batches(web, "asked", requests, seed=3)]
    assert [len(part) for part in parts] == [BATCH, BATCH, 5]
    assert (np.concatenate(parts) == sample(web, "asked", requests, seed=3)).all()
    assert len(np.unique(np.concatenate(parts))) > 0.999 * requests


@pytest.mark.parametrize("wrong", [-1, 1.5, 1e6, True, None])
def test_a_number_of_requests_is_whole(wrong: Any) -> None:
    with pytest.raises(CannotSample, match="is no number of requests"):
        sample({"leaf": ONE}, "leaf", wrong)


@pytest.mark.parametrize("calls", [1, 10, 100])
def test_one_in_a_hundred_calls_slow_makes_that_many_requests_slow(calls: int) -> None:
    web = {"fan": Service(rounds=[["leaf"] * calls]), "leaf": Service(Mostly(10, 1000, 0.01))}
    computed = 1 - 0.99**calls
    slow = (sample(web, "fan", 100_000) >= 1000).mean()
    assert abs(slow - computed) <= 4 * sqrt(computed * (1 - computed) / 100_000)


@pytest.mark.parametrize("own", [Lognormal(10, 100), Mostly(10, 200, 0.01)], ids=repr)
def test_simpy_comes_to_the_same_answer(own: Times) -> None:
    """Within the error of the fewer requests; with one service fewer, it would be noticed."""
    web = hundred(own)
    ours, simpys = sample(web, "start", 100_000), np.array(simulated(web, "start", 400))
    for part in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert quantile(ours, part).agrees(quantile(simpys, part))
    error = sqrt(ours.var() / len(simpys))
    assert abs(ours.mean() - simpys.mean()) <= 4 * error
    slow = float((ours >= 300).mean())
    assert abs((simpys >= 300).mean() - slow) <= 4 * sqrt(slow * (1 - slow) / len(simpys))
