import gc

import pytest

from course.comparing import ARCHITECTURES, Story
from course.study.board.runs import Runs


def stories(count: int) -> list[Story]:
    return [Story(seed=seed) for seed in range(count)]


class Counting:
    """Plays nothing, and counts how often it was asked to; the run of ``bad`` fails."""

    def __init__(self, bad: str = "") -> None:
        self.asked: list[tuple[int, str]] = []
        self.bad = bad

    def __call__(self, story: Story, architecture: str) -> object:
        self.asked.append((story.seed, architecture))
        if architecture == self.bad:
            raise RuntimeError("the bus fell over")
        return f"{architecture} of {story.seed}"


def play_all(runs: Runs, story: Story) -> None:
    for name in runs.missing(story):
        runs.play(story, name)
    runs.outcomes(story)


def test_what_is_missing_is_named_in_order_and_then_known() -> None:
    runs, story = Runs(Counting()), Story()
    assert runs.missing(story) == list(ARCHITECTURES)
    runs.play(story, "direct")
    assert runs.missing(story) == [name for name in ARCHITECTURES if name != "direct"]
    assert runs.outcomes(story) == {"direct": "direct of 1"}


def test_an_equal_story_is_the_same_story() -> None:
    runs = Runs(Counting())
    play_all(runs, Story(down=frozenset({"bus", "users"})))
    assert runs.missing(Story(down=frozenset({"users", "bus"}))) == []


def test_a_run_that_fails_is_kept_with_its_reason_and_not_tried_again() -> None:
    play = Counting(bad="asking")
    runs, story = Runs(play), Story()
    play_all(runs, story)
    play_all(runs, story)
    assert len(play.asked) == len(ARCHITECTURES)
    outcome = runs.outcomes(story)["asking"]
    assert isinstance(outcome, RuntimeError)
    assert str(outcome) == "the bus fell over"


def test_only_the_last_stories_that_were_looked_at_are_kept() -> None:
    runs = Runs(Counting(), kept=3)
    first, *others = stories(4)
    play_all(runs, first)
    for story in others[:2]:
        play_all(runs, story)
    runs.outcomes(first)
    play_all(runs, others[2])
    assert runs.missing(first) == []
    assert runs.missing(others[0]) == list(ARCHITECTURES)
    assert runs.missing(others[1]) == []


@pytest.mark.parametrize("bad", ["", "direct"])
def test_garbage_is_looked_for_between_the_runs_and_not_in_them(bad: str) -> None:
    seen: list[bool] = []

    def play(story: Story, architecture: str) -> str:
        seen.append(gc.isenabled())
        if architecture == bad:
            raise RuntimeError
        return architecture

    assert gc.isenabled()
    Runs(play).play(Story(), "direct")  # type: ignore[arg-type]
    assert seen == [False]
    assert gc.isenabled()


def test_who_has_switched_the_search_for_garbage_off_finds_it_off() -> None:
    gc.disable()
    try:
        Runs(Counting()).play(Story(), "direct")
        assert not gc.isenabled()
    finally:
        gc.enable()
