"""A story, played through each architecture."""

from dataclasses import replace
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.claims.speed import messages as messages_of_moves
from course.comparing import ARCHITECTURES, FALLIBLE, Played, Story, play
from course.comparing.acting import act
from course.comparing.messages import messages
from course.comparing.moments import USERS, Look, moments
from course.comparing.shops import buy_them, list_products, opened
from course.lab import Lab
from tests.comparing.conftest import Play

SMALL = Story(reads=12, writes=6)
RUSH = Story(reads=16, reads_per_s=600, writes=6)
SMALL_STORIES = st.builds(
    Story,
    reads=st.integers(1, 8),
    reads_per_s=st.floats(1, 2000),
    writes=st.integers(0, 6),
    products=st.integers(1, 4),
    hop_ms=st.sampled_from([0, 0.5, 5, 50]),
    work_ms=st.sampled_from([0, 0.25, 1, 5]),
    workers=st.integers(1, 3),
    workers_per=st.sampled_from(["service", "shop"]),
    seed=st.integers(0, 1000),
)


def in_the_end(story: Story, architecture: str) -> list[Any]:
    """Everybody's page when all has been told."""
    lab = opened(story, architecture)
    list_products(lab, story)
    buy_them(lab, story)
    act(lab, story)
    return [lab.get(f"/purchases/{user}").body for user in range(1, USERS + 1)]


@settings(max_examples=8, deadline=None)
@given(SMALL_STORIES)
def test_where_nothing_goes_wrong_all_show_the_same_in_the_end(story: Story) -> None:
    first, *others = (in_the_end(story, name) for name in ARCHITECTURES)
    assert all(other == first for other in others)


@settings(max_examples=8, deadline=None)
@given(
    SMALL_STORIES,
    st.sampled_from([0, 0.1, 0.5]),
    st.frozensets(st.sampled_from(FALLIBLE)),
    st.sampled_from(ARCHITECTURES),
)
def test_whatever_goes_wrong_each_read_has_one_fate_and_nothing_is_lost(
    story: Story, failing: float, down: frozenset[str], architecture: str
) -> None:
    played = play(replace(story, failing=failing, down=down), architecture)
    fates = [len(played.having(fate)) for fate in ("fresh", "stale", "refused")]
    assert sum(fates) == len(played.reads) == story.reads
    assert len(played.writes) == story.writes
    assert played.wrong_in_the_end == 0 or laid_aside(played)
    assert all((read.late_ms > 0) == (read.fate == "stale") for read in played.reads)
    assert architecture == "copying" or fates[1] == 0


def laid_aside(played: Played) -> int:
    """How many events the bus gave up to deliver."""
    return sum("bus.dead_letter" in span.attributes for span in played.trace)


def test_an_event_that_never_got_there_leaves_a_page_wrong(played: Play) -> None:
    story = Story(reads=30, reads_per_s=1, writes=60, failing=0.5, seed=4)
    copying = played(story, "copying")
    assert laid_aside(copying) == 1
    assert copying.wrong_in_the_end == 1


@settings(max_examples=6, deadline=None)
@given(SMALL_STORIES, st.sampled_from(ARCHITECTURES))
def test_where_nothing_goes_wrong_nobody_is_refused_and_all_time_has_a_source(
    story: Story, architecture: str
) -> None:
    played = play(story, architecture)
    assert len(played.answered) == story.reads
    assert len(played.confirmed) == story.writes
    for read in played.reads:
        assert sum(read.sources_ms.values()) == pytest.approx(read.milliseconds)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_same_story_gives_the_same_to_the_byte(architecture: str) -> None:
    story = replace(SMALL, failing=0.1, down=frozenset({"users", "bus"}))

    def told() -> str:
        played = play(story, architecture)
        return repr((played.reads, played.writes, played.bytes_stored, played.trace.spans))

    assert told() == told()


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_another_seed_is_another_day(architecture: str, played: Play) -> None:
    one, other = played(SMALL, architecture), played(replace(SMALL, seed=2), architecture)
    assert [read.words for read in one.reads] != [read.words for read in other.reads]


def test_an_architecture_that_nobody_built_is_refused() -> None:
    with pytest.raises(ValueError, match="there are monolith, direct, asking, copying"):
        play(SMALL, "serverless")


# Who comes does not wait


def test_reads_arrive_at_the_same_moments_whatever_became_of_those_before(played: Play) -> None:
    story = replace(RUSH, reads=12, work_ms=4, down=frozenset({"users"}))
    wanted = [at for at, deed in moments(story) if isinstance(deed, Look)]
    for name in ARCHITECTURES:
        found = [
            next(span.start for span in read.trace if span.service == "client")
            for read in played(story, name).reads
            if not read.late_ms
        ]
        assert len(found) == story.reads
        assert [(at - found[0]) // 1000 for at in found] == [at - wanted[0] for at in wanted]


def test_who_cannot_serve_all_lets_them_stand_in_line(played: Play) -> None:
    def waited(story: Story, name: str) -> float:
        return sum(read.sources_ms["waiting in line"] for read in played(story, name).reads)

    calm = replace(RUSH, reads_per_s=1)
    for name in ARCHITECTURES:
        assert waited(replace(RUSH, work_ms=4), name) > waited(calm, name)
    assert waited(calm, "monolith") == 0
    more = replace(RUSH, work_ms=4, workers=4)
    assert waited(more, "monolith") < waited(replace(more, workers=1), "monolith")


def test_workers_are_counted_per_service_or_per_shop(played: Play) -> None:
    each = {name: played(SMALL, name).workers for name in ARCHITECTURES}
    assert each == {"monolith": 1, "direct": 5, "asking": 5, "copying": 5}
    fair = replace(SMALL, workers_per="shop")
    assert {name: played(fair, name).workers for name in ARCHITECTURES} == dict.fromkeys(
        ARCHITECTURES, 5
    )


# Faults


def refused(played: Played) -> int:
    return len(played.having("refused"))


@pytest.mark.parametrize(
    ("down", "suffer"),
    [
        ("users", {"monolith", "direct", "asking"}),
        ("orders", {"monolith", "direct", "asking"}),
        ("products", {"monolith", "direct", "asking"}),
        ("bus", {"asking"}),
    ],
)
def test_who_is_down_is_felt_by_whom_it_takes_part_in(
    down: str, suffer: set[str], played: Play
) -> None:
    story = replace(SMALL, down=frozenset({down}))
    found = {name for name in ARCHITECTURES if refused(played(story, name))}
    assert found == suffer
    assert not any(refused(played(SMALL, name)) for name in ARCHITECTURES)


def test_without_the_bus_copies_are_stale_and_with_it_they_catch_up(played: Play) -> None:
    story = Story(down=frozenset({"bus"}))
    copying = played(story, "copying")
    stale = copying.having("stale")
    assert stale
    assert max(read.late_ms for read in stale) <= story.lasts_us / 1000
    assert copying.wrong_in_the_end == 0
    for read in stale:
        assert "and misses what was confirmed" in read.words
        assert len({span.trace_id for span in read.trace}) > 1


def test_who_makes_more_calls_for_an_answer_fails_more_often(played: Play) -> None:
    story = Story(reads=120, writes=0, products=8, failing=0.05)
    found = {name: refused(played(story, name)) for name in ARCHITECTURES}
    assert found["monolith"] < found["copying"] < found["asking"] < found["direct"]


# What it takes


def middle(story: Story, name: str, played: Play) -> float:
    return median(read.milliseconds for read in played(story, name).answered)


def test_what_is_far_takes_long_and_without_a_way_only_the_work_is_left(played: Play) -> None:
    near = replace(SMALL, hop_ms=0)
    for name in ("direct", "asking", "copying"):
        behind = middle(SMALL, name, played) - middle(SMALL, "monolith", played)
        assert middle(near, name, played) - middle(near, "monolith", played) < behind
    assert all(read.sources_ms["network"] == 0 for read in played(near, "direct").reads)


def test_only_direct_requests_grow_with_what_was_bought(played: Play) -> None:
    few, many = replace(SMALL, products=1), replace(SMALL, products=6)
    for name in ARCHITECTURES:
        grown = played(many, name).reads[0].messages - played(few, name).reads[0].messages
        assert grown == (10 if name == "direct" else 0)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_messages_are_those_that_move_in_the_player(architecture: str, played: Play) -> None:
    lab: Lab = opened(SMALL, architecture)
    list_products(lab, SMALL)
    for answer in (
        lab.post("/orders", json={"user_id": 1, "product_id": 1}),
        lab.patch("/products/1", json={"price_cents": 7}),
        lab.get("/purchases/1"),
    ):
        lab.settle()
        assert messages(answer.trace) == messages_of_moves(answer)


def test_an_order_is_kept_once_or_several_times(played: Play) -> None:
    per_order = {name: played(SMALL, name).bytes_per_order for name in ARCHITECTURES}
    assert per_order["monolith"] == per_order["direct"] == per_order["asking"]
    assert per_order["copying"] > 2 * per_order["monolith"]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_trace_is_of_the_story_alone(played: Play, name: str) -> None:
    """Neither what was there before nor the look at every page in the end is counted."""
    found = played(SMALL, name)
    asked = [span for span in found.trace if span.service == "client"]
    assert len(asked) == SMALL.reads + SMALL.writes


def test_the_run_of_a_number_shows_who_was_down(played: Play) -> None:
    found = played(Story(down=frozenset({"bus"})), "copying")
    stale = found.having("stale")[0]
    assert ("bus", "down") in {(span.service, span.name) for span in stale.trace}
