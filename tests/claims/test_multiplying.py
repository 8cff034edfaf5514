"""Retries multiply from layer to layer; retrying at one layer, or on a budget, does not."""

import pytest

from course.claims.finding import standard_error
from course.claims.multiplying import (
    EVERYWHERE,
    FAILURE_RATE,
    LAYERS,
    LOWEST_ONLY,
    ON_A_BUDGET,
    ONCE,
    TRIES,
    Retrying,
    while_down,
    while_shaky,
)


@pytest.mark.parametrize("tries", [1, 2, 3])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_each_layer_multiplies_the_calls_of_what_is_down(tries: int, layers: int) -> None:
    found = while_down((Retrying(tries),) * layers, queries=1)
    assert found.calls == tries**layers
    assert found.answered == 0


def test_three_layers_with_three_tries_make_27_calls() -> None:
    assert while_down(EVERYWHERE, queries=2).calls == 27


def test_retrying_at_one_layer_only_makes_3() -> None:
    assert while_down(LOWEST_ONLY, queries=10).calls == TRIES


def test_a_budget_of_a_tenth_adds_a_tenth_at_each_layer() -> None:
    found = while_down(ON_A_BUDGET, queries=100)
    assert found.calls == pytest.approx(1.1**LAYERS, rel=0.01)
    assert found.calls <= 1.1**LAYERS


@pytest.mark.parametrize("layers", [EVERYWHERE, LOWEST_ONLY, ON_A_BUDGET], ids=str)
def test_where_it_only_shakes_either_remedy_helps_nearly_as_much(
    layers: tuple[Retrying, ...],
) -> None:
    once, found = while_shaky((ONCE,) * LAYERS), while_shaky(layers)
    assert abs(once.answered - (1 - FAILURE_RATE)) <= 3 * standard_error(FAILURE_RATE, 100)
    assert once.calls == 1
    assert found.answered > once.answered
    assert found.calls < 1.3


def test_without_a_failure_nobody_retries() -> None:
    found = while_shaky(EVERYWHERE, queries=10, failure_rate=0)
    assert (found.answered, found.calls) == (1, 1)
