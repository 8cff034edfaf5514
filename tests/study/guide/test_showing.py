"""A guide is read in a terminal, aloud, and on paper."""

import re

import pytest

from course.study import exercises, guide, quizzes
from course.study.guide import misconceptions, printed, writing
from course.study.guide.paths import PATHS
from course.study.guide.sheet import Code, Heading, Said, Sheet
from course.study.guide.telling import COLUMNS, told

NUMBERS = guide.numbers()


def as_one_line(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("number", NUMBERS)
def test_every_word_of_a_guide_is_told(number: str) -> None:
    text = as_one_line(told(writing.of_notebook(number)))
    found = guide.find(number)
    for section in (it for one in found.sections for it in (one, *one.parts)):
        for words in (section.heading, section.point, section.ask, section.mind, section.short):
            assert as_one_line(words) in text


@pytest.mark.parametrize("number", NUMBERS)
def test_lines_fit_a_terminal(number: str) -> None:
    long = [line for line in told(writing.of_notebook(number)).splitlines() if len(line) > COLUMNS]
    assert [line for line in long if " " in line.strip()] == []


def test_a_long_line_of_code_goes_on_below_and_no_letter_is_lost() -> None:
    code = "    sql = " + " ".join(f"'a word {n}'" for n in range(20))
    _, _, *lines = told(Sheet("a", "A", [Code((code,))])).splitlines()
    assert max(map(len, lines)) <= COLUMNS
    assert as_one_line(" ".join(lines)) == as_one_line(code)
    assert lines[0].startswith("          sql")
    assert len(lines) > 1
    assert all(line.startswith(14 * " ") for line in lines[1:])


def test_a_section_says_its_minutes_and_the_minutes_so_far() -> None:
    text = told(writing.of_notebook("03"))
    first, second, *_ = guide.find("03").sections
    assert f"{first.heading} ({first.total} min, from 0 to {first.total})" in text
    both = first.total + second.total
    assert f"{second.heading} ({second.total} min, from {first.total} to {both})" in text


def test_the_last_section_ends_when_the_notebook_does() -> None:
    minutes = guide.find("03").minutes
    assert f"to {minutes})" in told(writing.of_notebook("03"))


@pytest.mark.parametrize("id", exercises.names())
def test_misconceptions_of_an_exercise_are_in_the_guide_to_its_notebook(id: str) -> None:
    exercise = exercises.find(id)
    text = as_one_line(told(writing.of_notebook(exercise.notebook)))
    assert exercise.title in text
    for wrong in misconceptions.of_exercise(exercise):
        assert as_one_line(f'It breaks "{wrong.broken}"') in text
        assert as_one_line(f'the check shows "{wrong.shows}"') in text


@pytest.mark.parametrize("number", quizzes.numbers())
def test_misconceptions_of_a_quiz_are_in_the_guide_to_its_notebook(number: str) -> None:
    text = as_one_line(told(writing.of_notebook(number)))
    for asked in misconceptions.of_quiz(number):
        for wrong in asked.wrong:
            assert as_one_line(f'"{wrong.believed}". Say: {wrong.says}') in text


def test_the_overview_has_every_notebook_and_every_path_with_its_minutes() -> None:
    text = as_one_line(told(writing.overview()))
    for each in guide.every():
        title = writing.titles()[each.notebook]
        assert f"{each.notebook} {title}, {each.minutes} minutes" in text
    for path in PATHS:
        assert f"A course of {path.name}: {path.minutes} of {path.at_most} minutes" in text


def test_an_error_that_is_meant_to_be_seen_is_announced() -> None:
    assert "2 cells in which an error is meant to be seen" in told(writing.of_notebook("03"))


def test_text_says_each_kind_of_block() -> None:
    blocks = [Heading("Begin"), Heading("Inside", 3), Said("Ask", "Why?"), Code(("a = 1",))]
    expected = ["A", "=", "", "Begin", "-----", "", "Inside", "  Ask: Why?", "      a = 1"]
    assert told(Sheet("a", "A", blocks)).splitlines() == expected


def test_the_page_holds_every_guide_loads_nothing_and_runs_no_script() -> None:
    page = printed.whole()
    for number in NUMBERS:
        assert page.count(f'id="notebook-{number}"') == 1
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "default-src &#x27;none&#x27;" in page


def test_words_on_the_page_are_escaped() -> None:
    sheet = Sheet("a", "A", [Said("Ask", "<b>1 & 2</b>"), Code(("a < b",))])
    shown = printed.shown(sheet).markup
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in shown
    assert "a &lt; b" in shown
