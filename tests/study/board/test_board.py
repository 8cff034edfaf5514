"""The board without a browser: what it shows, and what it says when something goes wrong."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from course.comparing import ARCHITECTURES, SITUATIONS, Played, Situation, Story, play
from course.study import board
from course.study.board import runs
from course.study.board.widget import Board
from course.views.comparison import text

SMALL = Story(reads=4, writes=2, products=1)
OTHER = Story(reads=4, writes=2, products=1, hop_ms=50)


@pytest.fixture
def small() -> Board:
    return board(SMALL)


@pytest.fixture
def instant(small: Board, monkeypatch: pytest.MonkeyPatch) -> Board:
    """A board on which the same comes of every story, in no time."""
    known = small._runs.outcomes(SMALL)

    def again(story: Story, architecture: str) -> Played:
        played = known[architecture]
        assert isinstance(played, Played)
        return replace(played, story=story)

    monkeypatch.setattr(small._runs, "_play", again)
    return small


def shown(board: Board) -> list[str]:
    """The architectures that have a column."""
    return re.findall(r'<th scope="col">(\w+)</th>', board.numbers.table)


def first_run(board: Board) -> tuple[str, str]:
    """A number that can be pressed."""
    return next((row.name, name) for row in board.comparison.figures for name in row.runs)


def test_its_words_are_the_four_answers_and_stay_what_they_were(small: Board) -> None:
    words = repr(small)
    assert words == f"The board.\n{text(small.comparison)}"
    assert all(name in words for name in ARCHITECTURES)
    small.play(OTHER)
    assert repr(small) == words
    assert text(small.comparison) not in words
    assert small._repr_mimebundle_()["text/plain"] == words


def test_another_story_changes_table_pictures_and_handles(small: Board) -> None:
    before = small.numbers.table, small._chart.value, small._webs.value
    small.play(OTHER)
    after = small.numbers.table, small._chart.value, small._webs.value
    assert before[:2] != after[:2]
    assert small.handles.story == OTHER
    small.play(SMALL)
    assert (small.numbers.table, small._chart.value, small._webs.value) == before


def test_a_handle_moved_by_hand_plays_its_story(small: Board) -> None:
    small.handles.steps["hop_ms"].value = 50
    assert small.comparison.story == str(OTHER)
    assert not small.numbers.busy
    assert small._progress.layout.visibility == "hidden"


@pytest.mark.parametrize("each", SITUATIONS, ids=lambda each: each.title)
def test_a_situation_that_is_chosen_is_played_and_named(instant: Board, each: Situation) -> None:
    assert instant.situation.value is None
    instant.situation.value = each
    assert instant.handles.story == each.story
    assert instant.comparison.story == str(each.story)
    assert each.sentence in instant._sentence.value
    instant.handles.steps["hop_ms"].value = 100
    assert instant.situation.value is None
    assert instant._sentence.value == ""


def test_prices_and_what_is_shown_need_no_run(
    small: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Played:
        raise AssertionError("nothing is to be played")

    monkeypatch.setattr(small._runs, "_play", refuse)
    small.prices.fields["cents_per_worker"].value = 12_345
    assert "12,345" in small.numbers.table
    small.architectures.boxes["asking"].value = False
    assert shown(small) == ["monolith", "direct", "copying"]
    row = small.comparison.figures[0].name
    small.figures.boxes[row].value = False
    assert row not in [figure.name for figure in small.comparison.figures]
    assert small._trouble.value == ""


def test_a_number_that_is_pressed_is_played_below_and_closed_again(small: Board) -> None:
    figure, name = first_run(small)
    small.numbers.press(figure, name)
    heading, player, close = small.stage.children
    assert name in heading.value
    assert small.numbers.shown == (figure, name)
    assert name in small.numbers.said
    assert len(repr(player)) > 20
    close.click()
    assert small.stage.children == ()
    assert (small.numbers.shown, small.numbers.said) == ((), "")


def test_another_story_closes_the_run_of_the_one_before(small: Board) -> None:
    small.numbers.press(*first_run(small))
    small.play(OTHER)
    assert small.stage.children == ()
    assert small.numbers.shown == ()


def test_a_run_that_fails_is_said_and_the_others_are_shown(
    small: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    def play_some(story: Story, architecture: str) -> Played:
        if architecture == "direct":
            raise RuntimeError("<b>users</b> fell over")
        return play(story, architecture)

    monkeypatch.setattr(small._runs, "_play", play_some)
    small.play(OTHER)
    assert shown(small) == ["monolith", "asking", "copying"]
    said = small._trouble.value
    assert "direct could not be played. RuntimeError: &lt;b&gt;users&lt;/b&gt; fell over" in said
    assert 'role="status"' in said
    small.play(SMALL)
    assert small._trouble.value == ""


def test_where_no_run_works_the_old_picture_stays_and_the_reasons_are_said(
    small: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(story: Story, architecture: str) -> Played:
        raise RuntimeError("out of paper")

    monkeypatch.setattr(small._runs, "_play", fail)
    before = small.numbers.table
    small.play(OTHER)
    assert small.numbers.table == before
    assert small._trouble.value.count("out of paper") == len(ARCHITECTURES)
    assert not small.numbers.busy


def test_what_cannot_be_drawn_is_said_too(small: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a column")

    monkeypatch.setattr(small._drawn, "sheet", fail)
    small.play(OTHER)
    assert "could not be drawn. KeyError" in small._trouble.value
    assert not small.numbers.busy


def test_it_keeps_no_more_than_some_stories(instant: Board) -> None:
    for seed in range(runs.KEPT + 2):
        instant.play(Story(reads=1, writes=0, products=1, seed=seed))
    assert len(instant._runs._known) == runs.KEPT
    assert len(instant._drawn._known) <= len(ARCHITECTURES) * runs.KEPT


def test_study_is_imported_without_widgets() -> None:
    code = "import course.study, sys; print('ipywidgets' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
