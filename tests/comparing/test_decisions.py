"""Decisions, and what the numbers say to them."""

from dataclasses import replace
from html.parser import HTMLParser
from types import MappingProxyType

import pytest

from course.claims.stage import SHOPS, instead
from course.comparing import (
    ARCHITECTURES,
    DILEMMAS,
    Decision,
    Dilemma,
    Limit,
    Prices,
    compare,
    decide,
    play,
    shops,
)
from course.comparing.checks import Check, figure
from course.comparing.dilemmas import ALWAYS_THERE, RIGHT_PRICE, SMALL_TEAM
from course.comparing.other_rows import COST
from course.shop import direct
from tests.shop import in_one_request

ABLE = {SMALL_TEAM: ["monolith"], ALWAYS_THERE: ["copying"], RIGHT_PRICE: ["asking", "direct"]}
EVERY = [(dilemma, name) for dilemma in DILEMMAS for name in ARCHITECTURES]


@pytest.mark.parametrize("dilemma", DILEMMAS, ids=lambda dilemma: dilemma.title)
def test_who_keeps_all_limits_the_cheapest_first(dilemma: Dilemma) -> None:
    found = [decide(dilemma, name) for name in ARCHITECTURES]
    assert [each.architecture for each in found if each.keeps_all] == sorted(
        ABLE[dilemma], key=ARCHITECTURES.index
    )
    assert all(list(each.able) == ABLE[dilemma] for each in found)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_something_speaks_for_each_architecture_and_something_against(name: str) -> None:
    found = [check for dilemma in DILEMMAS for check in decide(dilemma, name).checks]
    assert {check.is_kept for check in found} == {True, False}


@pytest.mark.parametrize("dilemma", DILEMMAS, ids=lambda dilemma: dilemma.title)
def test_every_limit_is_broken_by_somebody_or_at_least_measured(dilemma: Dilemma) -> None:
    names = {each.name for each in decide(dilemma, "copying").comparison.figures}
    units = {each.name: each.unit for each in decide(dilemma, "copying").comparison.figures}
    for limit in dilemma.limits:
        assert limit.figure in names
        assert limit.unit == units[limit.figure]


@pytest.mark.parametrize(("dilemma", "name"), EVERY)
def test_the_text_says_each_limit_and_argues(dilemma: Dilemma, name: str) -> None:
    decision = decide(dilemma, name)
    said = " ".join(repr(decision).split())
    assert said.startswith(f"{dilemma.title}: {name}")
    assert f"You chose {name}." in said
    for check in decision.checks:
        assert f"{'kept' if check.is_kept else 'broken'}: {check.limit.figure}" in said
    if not decision.keeps_all:
        assert "But " in said
        assert ABLE[dilemma][0] in decision.argument[-1]


def test_one_request_for_all_products_would_turn_the_order_of_direct_and_asking_around(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the solution for the checkout says."""
    services = MappingProxyType(
        {**SHOPS, "direct": instead(direct, purchases=in_one_request.purchases)}
    )
    as_it_is = decide(RIGHT_PRICE, "asking").comparison
    monkeypatch.setattr(shops, "SHOPS", services)
    changed = compare([play(RIGHT_PRICE.story, "direct")], RIGHT_PRICE.prices)
    assert changed.fates["direct"]["fresh"] > as_it_is.fates["asking"]["fresh"]
    costs = figure(as_it_is, COST).values
    assert figure(changed, COST).values["direct"] < costs["asking"] < costs["direct"]


def test_so_close_to_a_limit_that_chance_decides_is_said() -> None:
    limit = Limit("reads answered", "%", "visitors forgive it", least=95)
    said = {count: Check(limit, 100 * count / 60, (count, 60)).is_close for count in range(50, 61)}
    assert [count for count, is_close in said.items() if is_close] == [55, 56, 57, 58]
    assert Check(limit, 100 * 58 / 60, (58, 60)).words.endswith(
        "58 of 60, which is so close that chance decides"
    )
    assert not Check(limit, 96.0).is_close


def test_a_price_change_that_decides_is_said_to_be_one_of_few() -> None:
    """The limit that rules the monolith out at the checkout hangs on one of its price changes."""
    (check,) = (
        each
        for each in decide(RIGHT_PRICE, "monolith").checks
        if each.limit.figure == "price changes confirmed"
    )
    assert check.count is not None
    some, all = check.count
    assert check.value == 100 * some / all < check.limit.bound <= 100 * (some + 1) / all
    assert "chance decides" in check.words


@pytest.mark.long
def test_of_eight_days_at_the_checkout_one_is_kept_by_nobody() -> None:
    """The answer to a question of the last notebook."""
    days = (replace(RIGHT_PRICE.story, seed=seed) for seed in range(1, 9))
    able = [decide(replace(RIGHT_PRICE, story=day), "asking").able for day in days]
    assert [set(each) for each in able] == [{"asking", "direct"}] * 4 + [set()] + [
        {"asking", "direct"}
    ] * 3


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_who_refuses_reads_is_told_so(name: str) -> None:
    """Times and stale answers do not count what was refused."""
    for dilemma in DILEMMAS:
        decision = decide(dilemma, name)
        refused = decision.comparison.fates[name]["refused"]
        told = f"It refuses {refused} of {dilemma.story.reads} reads" in " ".join(decision.argument)
        assert told == bool(refused and decision.keeps_all)


def test_stale_answers_are_counted_against_copying() -> None:
    decision = decide(RIGHT_PRICE, "copying")
    stale = decision.comparison.fates["copying"]["stale"]
    assert stale > 0
    assert (
        f"{stale} of {RIGHT_PRICE.story.reads}, and the limit is at most 0 %"
        in decision.argument[0]
    )


def test_the_price_decides_between_two_and_other_prices_decide_otherwise() -> None:
    assert "costs" in decide(RIGHT_PRICE, "direct").argument[1]
    dear, cheap = decide(RIGHT_PRICE, "asking").able, {}
    assert dear["asking"] < dear["direct"]
    few = Prices(reads_per_month=1_000)
    cheap = decide(RIGHT_PRICE, "asking", few).able
    assert cheap["direct"] < cheap["asking"]
    said = decide(RIGHT_PRICE, "asking", few).argument[1]
    assert said.startswith("direct keeps them too. asking costs")
    assert "more" in said
    assert "mostly for workers" in said


def test_the_best_choice_hears_what_is_against_it() -> None:
    said = decide(ALWAYS_THERE, "copying").argument
    assert "No other keeps them all." in said
    assert "stale answers" in said[-1]
    assert "moving parts 10" in said[-1]
    said = decide(SMALL_TEAM, "monolith").argument[-1]
    assert said.startswith("In none of these rows is it alone the worst")


def test_who_asks_too_much_gets_nobody() -> None:
    impossible = (Limit("stale answers", "%", "of a dream", most=0),)
    impossible += (Limit("reads answered", "%", "of a dream", least=99),)
    dream = replace(ALWAYS_THERE, limits=impossible)
    decision = decide(dream, "copying")
    assert not decision.able
    assert decision.argument[-1].startswith("None of the four keeps every limit")


def test_a_limit_has_one_side() -> None:
    for sides in ({}, {"least": 1, "most": 2}):
        with pytest.raises(ValueError, match="either least"):
            Limit("stale answers", "%", "why not", **sides)


def test_where_there_is_nothing_to_count_nothing_is_too_old() -> None:
    assert Limit("age", "ms", "", most=1000).keeps(None)
    assert Limit("time until refused, median", "ms", "", most=1000).keeps(None)


@pytest.mark.parametrize("figure", ["time to answer, median", "time to confirm a write, slowest"])
def test_who_answers_nobody_does_not_keep_a_time_to_answer(figure: str) -> None:
    assert not Limit(figure, "ms", "", most=100).keeps(None)


def test_no_part_is_large_enough_where_there_is_none() -> None:
    assert not Limit("answered", "%", "", least=1).keeps(None)


def test_another_architecture_is_refused() -> None:
    with pytest.raises(ValueError, match="No architecture is called 'mesh'"):
        decide(SMALL_TEAM, "mesh")


class Cells(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_table_says_it_in_words_and_signs() -> None:
    decision: Decision = decide(RIGHT_PRICE, "copying")
    page = Cells(decision._repr_html_())
    assert "✗ broken" in page.words
    assert "✓ kept" in page.words
    assert page.tags.count("tr") == 1 + len(decision.checks)
    assert all(sentence in page.words for sentence in decision.argument)


def test_a_dilemma_tells_what_it_needs() -> None:
    said = repr(SMALL_TEAM)
    assert "moving parts: at most 5 (whatever runs can stop at night)" in said
    assert "Played: 60 reads" in said
