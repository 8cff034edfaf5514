"""Misconceptions are those of the exercises and quizzes, word for word."""

import dataclasses

import pytest

from course.study import exercises, questions, quizzes
from course.study.exercise import Answer, Wrong
from course.study.guide import misconceptions

GREET = exercises.find("greet-by-name")
RIGHT = "a = 1\nb = 2\nc = 3\n"


def with_wrong(*wrong: Wrong) -> exercises.Exercise:
    """An exercise in which these are the wrong answers, and ``RIGHT`` is right."""
    return dataclasses.replace(GREET, solution=Answer(RIGHT), right=(), wrong=wrong)


@pytest.mark.parametrize("id", exercises.names())
def test_every_wrong_answer_of_an_exercise_is_there_with_its_own_words(id: str) -> None:
    exercise = exercises.find(id)
    found = misconceptions.of_exercise(exercise)
    assert sorted((it.broken, it.shows) for it in found) == sorted(
        (wrong.clause, wrong.says) for wrong in exercise.wrong
    )


def test_a_wrong_answer_is_shown_by_the_lines_that_are_not_right() -> None:
    exercise = with_wrong(Wrong("a = 1\nb = 9\nc = 3\n", "b is right", "it was 9"))
    (found,) = misconceptions.of_exercise(exercise)
    assert found == misconceptions.WrongAnswer(("b = 9",), "b is right", "it was 9")


def test_it_is_held_against_the_right_answer_that_it_is_most_like() -> None:
    other = Answer("x = 1\ny = 2\nz = 3\n")
    exercise = dataclasses.replace(with_wrong(), right=(other,))
    wrong = Wrong("x = 1\ny = 2\nz = 9\n", "z is right", "it was 9")
    assert misconceptions.unlike_right(exercise, wrong) == ("z = 9",)


def test_what_is_only_left_out_shows_no_line() -> None:
    exercise = with_wrong(Wrong("a = 1\nb = 2\n", "c is there", "no c"))
    assert misconceptions.of_exercise(exercise)[0].lines == ()


def test_long_answers_are_cut_and_lines_keep_their_place_to_each_other() -> None:
    source = "    if a:\n        b = 1\n    c = 2\n    d = 3\n"
    wrong = Wrong(source, "it is right", "it was not")
    lines = misconceptions.unlike_right(with_wrong(), wrong)
    assert lines == ("if a:", "    b = 1", "c = 2", "...")


def test_what_breaks_the_same_stands_together() -> None:
    kinds = ("one", "two", "one")
    exercise = with_wrong(*(Wrong(f"a = {n}", kind, str(n)) for n, kind in enumerate(kinds, 7)))
    assert [it.shows for it in misconceptions.of_exercise(exercise)] == ["7", "9", "8"]


@pytest.mark.parametrize("number", quizzes.numbers())
def test_every_option_of_a_quiz_is_there_with_its_own_words(number: str) -> None:
    for ask, asked in zip(questions.find(number).asks, misconceptions.of_quiz(number), strict=True):
        told = {(asked.right, asked.why), *((it.believed, it.says) for it in asked.wrong)}
        assert told == {(option.text, option.says) for option in ask.options}
        assert asked.question == ask.text


def test_a_notebook_without_a_quiz_has_no_questions() -> None:
    assert misconceptions.of_quiz("77") == []
