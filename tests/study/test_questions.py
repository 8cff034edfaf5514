"""Quizzes: feedback for every option, with and without a widget."""

from pathlib import Path

import pytest

from course.study import quiz, quizzes
from course.study.errors import BadQuestion, NoSuchQuiz
from course.study.journal import read
from course.study.notebooks import notebooks
from course.study.questions import LETTERS, find

NUMBERS = quizzes.numbers()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_quiz_is_what_a_quiz_is(number: str) -> None:
    found = find(number)
    assert number == found.notebook
    assert number in {each.number for each in notebooks()}
    assert len({ask.id for ask in found.asks}) == len(found.asks) >= 3
    for ask in found.asks:
        assert 2 <= len(ask.options) <= len(LETTERS)
        assert [option.right for option in ask.options].count(True) == 1
        said = [option.says for option in ask.options]
        assert all(len(each) > 20 for each in said)
        assert len(set(said)) == len(said)
        assert len({option.text for option in ask.options}) == len(ask.options)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_right_answer_is_not_always_in_the_same_place(number: str) -> None:
    places = [[o.right for o in ask.options].index(True) for ask in find(number).asks]
    assert len(set(places)) > 1


@pytest.mark.parametrize("number", NUMBERS)
def test_every_option_has_its_feedback_by_button_and_in_words(
    number: str, progress_path: Path
) -> None:
    found, shown = find(number), quiz(number)
    for place, ask in enumerate(found.asks):
        for choice, option in enumerate(ask.options):
            shown.asked[place].field.value = choice
            shown.asked[place].commit()
            said = shown.asked[place].said.value
            assert ("Right." if option.right else "Not quite.") in said
            reply = shown.answer(place + 1, LETTERS[choice])
            assert option.says in repr(reply)
            last = read(progress_path).entries[-1]
            assert last.details == {"answer": option.text, "right": option.right}


def test_the_words_are_the_same_for_everybody() -> None:
    before = repr(quiz("03"))
    quiz("03").answer(1, "b")
    assert repr(quiz("03")) == before
    assert "a) " in before
    assert 'quiz("03").answer(1, "a")' in before


def test_an_answer_is_there_again_in_the_next_session() -> None:
    quiz("03").answer(1, "b")
    again = quiz("03").asked[0]
    assert again.field.value == 1
    assert "Right." in again.said.value


def test_nothing_chosen_is_no_answer(progress_path: Path) -> None:
    first = quiz("03").asked[0]
    first.commit()
    assert "Choose one first." in first.said.value
    assert read(progress_path).entries == ()


@pytest.mark.parametrize(
    ("number", "letter"), [(0, "a"), (99, "a"), ("1", "a"), (1, "z"), (1, ""), (1, "ab"), (1, 2)]
)
def test_what_is_no_answer_is_refused(number: object, letter: object) -> None:
    with pytest.raises(BadQuestion, match="There is no"):
        quiz("03").answer(number, letter)  # type: ignore[arg-type]


def test_a_quiz_that_there_is_not() -> None:
    with pytest.raises(NoSuchQuiz, match="There is no quiz"):
        quiz("99")
