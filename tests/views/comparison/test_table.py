import re
from xml.etree import ElementTree

import pytest

from course.views.comparison import Figure, Run, table, text
from course.views.comparison.table import to_press
from tests.trace.test_hostile import HOSTILE
from tests.views.comparison.making import comparison, row, small_trace


def cells(html: str, name: str) -> list[str]:
    """What stands in the row of a figure, from left to right."""
    for line in ElementTree.fromstring(html).iter("tr"):
        head = line.find("th[@scope='row']")
        if head is not None and "".join(head.itertext()).startswith(name):
            return ["".join(cell.itertext()) for cell in line.iter("td")]
    raise AssertionError(f"no row {name}")


def test_each_figure_is_a_row_and_each_architecture_a_column() -> None:
    html = table(comparison()).html
    heads = [it.text for it in ElementTree.fromstring(html).findall(".//thead//th")]
    assert heads == ["Figure", "monolith", "direct"]
    assert cells(html, "Latency, slowest") == ["★11", "43"]


def test_the_best_of_a_row_has_a_sign_that_is_read_aloud_too() -> None:
    html = table(comparison()).html
    assert cells(html, "Reads answered") == ["★100", "75"]
    stars = [it for it in ElementTree.fromstring(html).iter("span") if it.text == "★"]
    assert {(it.get("role"), it.get("aria-label")) for it in stars} == {("img", "best: ")}


def test_what_cannot_be_counted_is_a_dash() -> None:
    assert cells(table(comparison()).html, "Stale for") == ["\N{EN DASH}", "5"]


def test_a_note_stands_below_with_its_number() -> None:
    root = ElementTree.fromstring(table(comparison()).html)
    assert [it.text for it in root.iter("sup")] == ["1"]
    assert [it.text for it in root.iter("li")] == ["Since the write was confirmed."]


def test_a_note_of_several_rows_is_told_once() -> None:
    made = comparison(
        row("a", note="Mind this.", monolith=1), row("b", note="Mind this.", direct=1)
    )
    root = ElementTree.fromstring(table(made).html)
    assert [it.text for it in root.iter("sup")] == ["1", "1"]
    assert [it.text for it in root.iter("li")] == ["Mind this."]
    assert text(made).count("Mind this.") == 1


def test_without_notes_there_is_no_room_for_them() -> None:
    html = table(comparison(row(monolith=1, direct=2))).html
    assert ElementTree.fromstring(html).find(".//details") is None


def test_the_words_tell_every_number_and_who_is_best() -> None:
    assert text(comparison()) == (
        "Four reads.\n"
        "Reads answered, in %: monolith 100, direct 75. Best: monolith.\n"
        "Latency, slowest, in ms: monolith 11, direct 43. Best: monolith.\n"
        "Stale for, in ms: monolith has nothing to count, direct 5. "
        "Since the write was confirmed."
    )
    assert repr(table(comparison())) == text(comparison())


def test_only_what_has_a_run_can_be_pressed_and_only_in_the_widget() -> None:
    assert "<button" not in table(comparison()).html
    buttons = list(ElementTree.fromstring(to_press(comparison())).iter("button"))
    pressed = [(it.get("data-figure"), it.get("data-architecture"), it.text) for it in buttons]
    assert pressed == [("Latency, slowest", "direct", "43")]
    assert buttons[0].get("aria-label") == "43: show the slowest read, direct"


def test_the_same_comparison_is_the_same_table_and_another_has_other_ids() -> None:
    html = table(comparison()).html
    assert html == table(comparison()).html
    other = table(comparison(row(monolith=1))).html
    assert re.findall(' id="[^"]+"', html) != re.findall(' id="[^"]+"', other)


@pytest.mark.parametrize("words", HOSTILE)
def test_names_stay_words(words: str) -> None:
    figure = Figure(words, words, {"monolith": 1.0}, {"monolith": Run(words, small_trace())}, words)
    for html in (table(comparison(figure, story=words)).html, to_press(comparison(figure))):
        tags = {it.tag for it in ElementTree.fromstring(html).iter()}
        assert not tags & {"script", "img", "svg"}
