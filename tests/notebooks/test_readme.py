"""The table of the README tells what the notebooks are."""

import re

import nbformat
import pytest

from course.door.place import NOTEBOOKS, PROJECT

ROW = re.compile(r"^\| \[(.+?)\]\(notebooks/(.+?)\) \| (\d+) \|", re.M)
ROWS = ROW.findall((PROJECT / "README.md").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


def test_every_notebook_has_its_row_in_their_order():
    assert [file for _, file, _ in ROWS] == FILES


@pytest.mark.parametrize(("title", "file", "minutes"), ROWS, ids=[file for _, file, _ in ROWS])
def test_a_row_has_the_title_and_the_minutes_of_its_notebook(title, file, minutes):
    opening = nbformat.read(NOTEBOOKS / file, as_version=4).cells[0].source
    assert opening.startswith(f"# {title}\n")
    assert re.search(r"^\*\*(\d+) minutes\*\*", opening, re.M)[1] == minutes
