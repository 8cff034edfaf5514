"""A guess before, and the comparison after."""

from pathlib import Path

import pytest

from course.study import compare, predict
from course.study.errors import BadQuestion, NotAsked
from course.study.journal import read

THIEF = ("03-thief", "Does the thief get the rows?", ["yes", "no"])


def html(widget: object) -> str:
    """All that a widget says to the eye."""
    own = [str(getattr(widget, "value", "")), str(getattr(widget, "description", ""))]
    return " ".join([*own, *(html(child) for child in getattr(widget, "children", ()))])


def test_without_a_guess_all_cells_run_and_it_is_said() -> None:
    predict(*THIEF)
    shown = compare("03-thief", "no", why="A handle knows whose it is.")
    assert "You made no guess" in html(shown)
    assert "A handle knows whose it is." in html(shown)


def test_a_guess_is_shown_beside_the_measurement(progress_path: Path) -> None:
    asked = predict(*THIEF)
    asked.field.value = 0
    asked.commit()
    shown = compare("03-thief", "no", why="A handle knows whose it is.")
    assert "Not as you guessed" in html(shown)
    assert [entry.details["guess"] for entry in read(progress_path).entries] == ["yes"]
    asked.guess("no")
    assert "As you guessed." in html(compare("03-thief", "no", why="It is."))


def test_the_stored_words_do_not_depend_on_the_learner() -> None:
    asked, shown = predict(*THIEF), compare("03-thief", "no", why="It knows.")
    before = repr(asked), repr(shown)
    asked.guess("yes")
    asked, shown = predict(*THIEF), compare("03-thief", "no", why="It knows.")
    assert (repr(asked), repr(shown)) == before
    assert before[0] == "Does the thief get the rows?\n  - yes\n  - no"
    assert before[1] == "Does the thief get the rows?\n  Measured: no\n  Why: It knows."
    assert asked._repr_mimebundle_()["text/plain"] == before[0]


def test_words_longer_than_the_library_shows_are_whole() -> None:
    asked = predict("00-long", "Why? " * 50, ["yes", "no"])
    assert asked._repr_mimebundle_()["text/plain"].endswith("- no")


def test_a_guess_is_there_again_in_the_next_session() -> None:
    predict(*THIEF).guess("no")
    again = predict(*THIEF)
    assert again.field.value == 1
    assert "Your guess: no" in html(again)


def test_numbers_are_guessed_in_their_unit() -> None:
    asked = predict("00-hop", "How long?", unit="ms")
    asked.field.value = 5.0
    asked.commit()
    assert "You guessed 5 ms too little." in html(compare("00-hop", 10, why="There and back."))
    asked.guess(12)
    assert "You guessed 2 ms too much." in html(compare("00-hop", 10, why="There and back."))
    assert repr(asked) == "How long?\n  (a number, in ms)"


def test_nothing_chosen_is_no_guess(progress_path: Path) -> None:
    asked = predict(*THIEF)
    asked.commit()
    assert "Choose one first." in html(asked)
    assert read(progress_path).entries == ()


def test_a_guess_in_words_where_no_widget_runs(progress_path: Path) -> None:
    predict(*THIEF, guess="no")
    assert read(progress_path).entries[0].details == {"guess": "no"}


def test_a_guess_that_fits_no_more_is_left_out() -> None:
    predict(*THIEF, guess="no")
    changed = predict("03-thief", "Does he?", ["he does", "he does not"])
    assert changed.field.value is None


@pytest.mark.parametrize("guess", ["perhaps", 3, None.__class__])
def test_what_is_no_guess_is_refused(guess: object) -> None:
    with pytest.raises(BadQuestion):
        predict(*THIEF).guess(guess)  # type: ignore[arg-type]


@pytest.mark.parametrize("guess", ["ten", True, float("nan"), float("inf")])
def test_what_is_no_number_is_refused(guess: object) -> None:
    with pytest.raises(BadQuestion):
        predict("00-hop", "How long?").guess(guess)  # type: ignore[arg-type]


def test_bad_questions_are_refused() -> None:
    for id, choices in (("thief", ["a", "b"]), ("03-x", ["a"]), ("03-x", ["a", "a"])):
        with pytest.raises(BadQuestion):
            predict(id, "What?", choices)
    with pytest.raises(NotAsked, match="Run the cell with predict first"):
        compare("03-never-asked", 1, why="")
    predict(*THIEF)
    with pytest.raises(BadQuestion, match="none of the choices"):
        compare("03-thief", "perhaps", why="")


def test_where_it_cannot_be_kept_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    asked = predict(*THIEF)
    asked.guess("no")
    assert "could not be kept" in html(asked)
