"""The numbers of the four, side by side."""

import time
from dataclasses import replace

import pytest

from course.comparing import ARCHITECTURES, SITUATIONS, Played, Prices, Story, compare, play
from course.comparing.arguing import AGAINST
from course.views.comparison.comparison import Comparison, Figure
from tests.comparing.conftest import Play

SMALL = Story(reads=24, writes=8)
BUS_DOWN = Story(down=frozenset({"bus"}))
MS = 1000


@pytest.fixture(scope="module")
def four(played: Play) -> list[Played]:
    return [played(SMALL, name) for name in ARCHITECTURES]


@pytest.fixture(scope="module")
def without_bus(played: Play) -> list[Played]:
    return [played(BUS_DOWN, name) for name in ARCHITECTURES]


def figure(comparison: Comparison, name: str) -> Figure:
    (found,) = [each for each in comparison.figures if each.name == name]
    return found


def test_each_number_is_there_for_each_architecture(four: list[Played]) -> None:
    comparison = compare(four)
    for each in comparison.figures:
        assert tuple(each.values) == ARCHITECTURES, each.name
        assert set(each.runs) <= set(each.values)
    names = [each.name for each in comparison.figures]
    assert len(names) == len(set(names))
    assert comparison.story == str(SMALL)
    assert tuple(comparison.fates) == tuple(comparison.traces) == ARCHITECTURES
    assert not comparison.fates["copying"]["refused"]
    assert set(AGAINST) - {"time until refused, median"} <= set(names)


def test_the_order_in_which_they_were_played_does_not_matter(four: list[Played]) -> None:
    assert told(compare(reversed(four))) == told(compare(four))


def told(comparison: Comparison) -> str:
    figures = [
        (each.name, each.unit, each.values, each.note, _runs(each)) for each in comparison.figures
    ]
    rest = comparison.reads_ms, comparison.sources_ms, comparison.fates
    return repr((comparison.story, figures, rest))


def _runs(figure: Figure) -> list[tuple[str, str, object]]:
    return [(name, run.title, run.trace.spans) for name, run in figure.runs.items()]


def test_played_again_it_is_the_same_to_the_byte() -> None:
    story = replace(SMALL, reads=6, failing=0.1, down=frozenset({"orders"}))
    one, other = (compare(play(story, name) for name in ARCHITECTURES) for _ in range(2))
    assert told(one) == told(other)


def test_it_needs_no_lab_and_no_time(without_bus: list[Played]) -> None:
    compare(without_bus)
    started = time.process_time()
    compare(without_bus, Prices(cents_stale=3))
    assert time.process_time() - started < 0.05


def test_what_cannot_be_compared_is_refused(four: list[Played], without_bus: list[Played]) -> None:
    with pytest.raises(ValueError, match="Nothing was played"):
        compare([])
    with pytest.raises(ValueError, match="there twice: monolith, monolith"):
        compare([four[0], four[0]])
    with pytest.raises(ValueError, match="different stories"):
        compare([four[0], without_bus[1]])


def test_one_architecture_can_stand_alone(four: list[Played]) -> None:
    comparison = compare(four[1:2])
    assert all(tuple(each.values) == ("direct",) for each in comparison.figures)


def test_what_was_refused_is_counted_beside_what_was_quick(without_bus: list[Played]) -> None:
    comparison = compare(without_bus)
    for name, fates in comparison.fates.items():
        answered = fates["fresh"] + fates["stale"]
        assert sum(fates.values()) == BUS_DOWN.reads
        assert len(comparison.reads_ms[name]) == answered
        assert figure(comparison, "reads answered").values[name] == 100 * answered / BUS_DOWN.reads
        note = figure(comparison, "time to answer, median").note
        assert f"{name} {answered} of {BUS_DOWN.reads}" in note


def test_where_the_time_comes_from_adds_up_to_the_average_read(four: list[Played]) -> None:
    comparison = compare(four)
    for name, sources in comparison.sources_ms.items():
        times = comparison.reads_ms[name]
        assert sum(sources.values()) == pytest.approx(sum(times) / len(times))


def test_of_what_went_well_more_is_better_and_of_all_else_less(four: list[Played]) -> None:
    more = [each.name for each in compare(four).figures if each.better == "more"]
    assert more == ["reads answered", "orders confirmed", "price changes confirmed"]


def test_an_architecture_that_answered_nothing_has_no_times(played: Play) -> None:
    dead = replace(SMALL, failing=1)
    comparison = compare(played(dead, name) for name in ARCHITECTURES)
    assert figure(comparison, "reads answered").values == dict.fromkeys(ARCHITECTURES, 0)
    assert not any(each.name.startswith("time to answer") for each in comparison.figures)
    assert comparison.sources_ms == {}


def test_percentiles_need_enough_answers(played: Play, four: list[Played]) -> None:
    def named(reads: int) -> set[str]:
        comparison = compare([played(Story(reads=reads, writes=0), "monolith")])
        return {each.name for each in comparison.figures if each.name.startswith("time to answer")}

    few = {"time to answer, median", "time to answer, slowest"}
    assert named(19) == few
    assert named(20) == few | {"time to answer, 95th percentile"}
    assert named(100) - named(20) == {"time to answer, 99th percentile"}


def test_no_writes_no_rows_of_writes(played: Play) -> None:
    comparison = compare([played(Story(reads=5, writes=0), "copying")])
    assert not any("write" in each.name or "confirmed" in each.name for each in comparison.figures)
    assert figure(comparison, "stale answers").values == {"copying": 0}


def test_the_run_behind_a_number_shows_it(without_bus: list[Played]) -> None:
    comparison = compare(without_bus)
    slowest = figure(comparison, "time to answer, slowest")
    for name, run in slowest.runs.items():
        assert run.trace.milliseconds >= slowest.values[name]
        assert run.title.startswith("The slowest read. User ")
    assert list(figure(comparison, "reads answered").runs) == ["asking"]
    oldest = figure(comparison, "age of stale answers, at most")
    assert list(oldest.values) == list(oldest.runs) == ["copying"]
    run = oldest.runs["copying"]
    assert {span.name for span in run.trace} >= {"GET /purchases/{user_id}"}
    assert {span.service for span in run.trace} >= {"purchases", "bus"}
    age = oldest.values["copying"]
    assert f"{age:.1f} ms before" in run.title
    read = max((span for span in run.trace if span.service == "client"), key=lambda it: it.start)
    write = min((span for span in run.trace if span.service == "client"), key=lambda it: it.start)
    assert (read.start - write.end) / 1e6 == pytest.approx(age)


# Money


def cents(comparison: Comparison, item: str) -> dict[str, float]:
    return dict(figure(comparison, f"cost of {item}").values)


def test_each_item_is_named_and_the_sum_is_that_of_the_items(without_bus: list[Played]) -> None:
    comparison = compare(without_bus)
    items = ("storage", "workers", "refused reads", "stale answers")
    for name, total in cents(comparison, "all these").items():
        assert total == pytest.approx(sum(cents(comparison, item)[name] for item in items))


def test_items_follow_their_prices(without_bus: list[Played]) -> None:
    prices = Prices(
        cents_per_gb=7,
        cents_refused=3,
        cents_stale=2,
        cents_per_worker=11,
        orders_per_month=1_000_000,
        reads_per_month=3_000,
        months_kept=10,
    )
    comparison = compare(without_bus, prices)
    copying, asking = without_bus[3], without_bus[2]
    gb = copying.bytes_per_order * 10_000_000 / 1e9
    assert cents(comparison, "storage")["copying"] == pytest.approx(7 * gb)
    assert cents(comparison, "workers") == {
        "monolith": 11,
        "direct": 5 * 11,
        "asking": 6 * 11,
        "copying": 6 * 11,
    }
    refused = len(asking.having("refused")) / BUS_DOWN.reads
    stale = len(copying.having("stale")) / BUS_DOWN.reads
    assert cents(comparison, "refused reads")["asking"] == pytest.approx(3 * 3_000 * refused)
    assert cents(comparison, "stale answers")["copying"] == pytest.approx(2 * 3_000 * stale)
    assert cents(comparison, "stale answers")["asking"] == 0


def test_what_is_free_costs_nothing(without_bus: list[Played]) -> None:
    free = Prices(cents_per_gb=0, cents_refused=0, cents_stale=0, cents_per_worker=0)
    assert set(cents(compare(without_bus, free), "all these").values()) == {0}


@pytest.mark.parametrize("wrong", [{"cents_per_gb": -1}, {"months_kept": "two"}])
def test_prices_that_are_none_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Prices(**wrong)


# The usual situations


def test_a_rush_makes_the_line_longest_where_most_is_asked(played: Play) -> None:
    story = next(each.story for each in SITUATIONS if each.title == "A rush")
    comparison = compare(played(story, name) for name in ARCHITECTURES)
    waited = {name: each["waiting in line"] for name, each in comparison.sources_ms.items()}
    assert max(waited, key=lambda name: waited[name]) == "direct"
    assert comparison.fates["copying"]["stale"] > 0
