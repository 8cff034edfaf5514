"""Each guide fits its notebook: the same sections in the same order, and the minutes add up."""

import re

import pytest

from course.study import guide
from course.study.errors import NoSuchGuide
from course.study.guide.outline import outline, read
from course.study.guide.plan import Section
from course.study.notebooks import notebooks

NUMBERS = [each.number for each in notebooks()]
AS_MANY_AGAIN = "and as many again for the exercises"


def stated_minutes(first_cell: str) -> int:
    """What the notebook promises below its title, exercises included."""
    match = re.search(r"^\*\*(\d+) minutes\*\*(.*)$", first_cell, re.MULTILINE)
    assert match is not None, "the first cell says no minutes"
    return int(match[1]) * (2 if AS_MANY_AGAIN in match[2] else 1)


def every_section(number: str) -> list[Section]:
    """All sections of a guide, and their parts."""
    return [it for one in guide.find(number).sections for it in (one, *one.parts)]


def test_there_is_a_guide_to_each_notebook_and_no_other() -> None:
    assert guide.numbers() == NUMBERS
    assert [each.notebook for each in guide.every()] == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_a_guide_has_the_sections_of_its_notebook_in_order(number: str) -> None:
    seen = [section.heading for section in outline(read(number))]
    assert [section.heading for section in guide.find(number).sections] == seen


@pytest.mark.parametrize("number", NUMBERS)
def test_the_parts_of_a_section_are_headings_inside_of_it_in_order(number: str) -> None:
    seen = {section.heading: section.parts for section in outline(read(number))}
    for section in guide.find(number).sections:
        named = [part.heading for part in section.parts]
        assert named == [each for each in seen.get(section.heading, []) if each in named]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_minutes_add_up_to_those_that_the_notebook_states(number: str) -> None:
    assert guide.find(number).minutes == stated_minutes("".join(read(number)[0]["source"]))


@pytest.mark.parametrize(
    ("first_cell", "minutes"),
    [
        ("# A\n\n**45 minutes**\n", 45),
        ("# A\n\n**70 minutes**, for those who want depth\n", 70),
        ("# A\n\n**45 minutes**, and as many again for the exercises\n", 90),
    ],
)
def test_what_a_notebook_states_includes_its_exercises(first_cell: str, minutes: int) -> None:
    assert stated_minutes(first_cell) == minutes


@pytest.mark.parametrize("number", NUMBERS)
def test_each_section_takes_time_has_a_point_and_can_be_shortened(number: str) -> None:
    for section in every_section(number):
        assert section.minutes > 0, section.heading
        said = (section.point, section.ask, section.mind, section.short)
        assert section.point, section.heading
        assert section.short, section.heading
        assert all(words == "" or words[-1] in ".?!" for words in said), section.heading


def test_a_guide_is_found_by_its_number_with_or_without_the_zero() -> None:
    assert guide.find("3") == guide.find("03")


def test_a_guide_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(NoSuchGuide, match=r"no guide to a notebook '77'.*00, 01"):
        guide.find("77")


def test_a_section_that_a_guide_does_not_have_is_an_error() -> None:
    with pytest.raises(LookupError, match="no section 'Lunch'"):
        guide.find("03").section("Lunch")


def test_minutes_of_a_section_are_its_own_and_those_of_its_parts() -> None:
    part = Section("Inside", 2, "A point.")
    assert Section("Around", 3, "A point.", parts=(part, part)).total == 7
