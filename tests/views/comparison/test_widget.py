import pytest

from course.views.comparison import Run, text
from course.views.comparison.script import script
from course.views.comparison.widget import Numbers
from tests.views.comparison.making import comparison, row


def test_a_press_gives_the_run_behind_the_number() -> None:
    chosen: list[tuple[Run, str, str]] = []
    made = comparison()
    numbers = Numbers(made, lambda *all: chosen.append(all))
    numbers._asked(numbers, {"show": ["Latency, slowest", "direct"]}, [])
    assert chosen == [(made.figures[1].runs["direct"], "Latency, slowest", "direct")]


def test_a_number_without_a_run_cannot_be_pressed() -> None:
    with pytest.raises(LookupError, match="no run behind 'Latency, slowest' of 'monolith'"):
        Numbers(comparison()).press("Latency, slowest", "monolith")


def test_its_words_are_those_of_the_table_it_shows() -> None:
    numbers = Numbers(comparison())
    assert repr(numbers) == text(comparison())
    other = comparison(row(monolith=1, direct=2))
    numbers.show(other)
    assert repr(numbers) == text(other)
    assert "Latency" in numbers.table


def test_the_script_imports_nothing() -> None:
    assert "import " not in script()
    assert script().count("export default") == 1
