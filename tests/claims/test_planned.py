"""One plan in two worlds: the lab runs it, the sampler draws it, and both say the same."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.claims.planned import start_planned
from course.claims.tails_at_scale import fan
from course.scale import (
    Always,
    CannotSample,
    Hedged,
    Limited,
    Lognormal,
    Mostly,
    Service,
    calls_in_one_request,
    quantile,
    sample,
)
from course.webs import request_web


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Service]:
    """A few services without chance, and calls of every kind between them."""
    names = "abcde"[: draw(st.integers(1, 5))]
    whole_ms = st.integers(0, 50)
    plan = {}
    for number, name in enumerate(names):
        callees = st.sampled_from(names[number + 1 :] or names)
        after_ms = st.integers(1, 60)
        call = (
            callees | st.builds(Hedged, callees, after_ms) | st.builds(Limited, callees, after_ms)
        )
        rounds = st.lists(st.lists(call, max_size=2), max_size=2)
        last = number == len(names) - 1
        plan[name] = Service(Always(draw(whole_ms)), [] if last else draw(rounds))
    return plan


@settings(max_examples=40, deadline=None)
@given(plans())
def test_any_plan_takes_in_the_lab_what_it_takes_sampled(plan: dict[str, Service]) -> None:
    lab = start_planned(plan, "a")
    assert lab.get("http://a/").milliseconds == sample(plan, "a", 1)[0]


def test_who_is_called_how_often_is_seen_in_the_trace() -> None:
    plan = {
        "a": Service(rounds=[["b", "c"], ["d"] * 3]),
        "b": Service(rounds=[["d"], ["d"]]),
        "c": Service(Always(1)),
        "d": Service(Always(1)),
    }
    web = request_web(start_planned(plan, "a").get("http://a/").trace)
    assert {name: web.in_degree(name, weight="calls") for name in plan} == calls_in_one_request(
        plan, "a"
    )


@pytest.mark.parametrize("own", [Lognormal(10, 100), Mostly(10, 200, 0.1)], ids=repr)
def test_with_chance_they_agree_within_its_error(own: Lognormal | Mostly) -> None:
    plan = fan(own, 5)
    lab = start_planned(plan, "fan", seed=1)
    measured = np.array([lab.get("http://fan/").milliseconds for _ in range(150)])
    sampled = sample(plan, "fan", 100_000)
    for part in (0.1, 0.5, 0.9):
        assert quantile(measured, part).agrees(quantile(sampled, part))
    assert abs(measured.mean() - sampled.mean()) <= 4 * sqrt(sampled.var() / len(measured))


def test_the_seed_decides() -> None:
    plan = {"leaf": Service(Lognormal(10, 100))}
    one, same, other = (
        start_planned(plan, "leaf", seed).get("http://leaf/").milliseconds for seed in (1, 1, 2)
    )
    assert one == same != other


def test_only_what_can_be_sampled_can_be_started() -> None:
    with pytest.raises(CannotSample, match="circle"):
        start_planned({"a": Service(rounds=[["a"]])}, "a")
