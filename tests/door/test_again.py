"""Every run gives what is stored and what the other runs gave, or it fails and says where."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course.door import again, refresh

PICTURE = "from IPython.display import Image\nImage(bytes.fromhex('89504e470d0a1a0a'){more})"


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Store a course of one notebook, refreshed once; its cells are sources, or with tags."""
    place = tmp_path / "notebooks"
    place.mkdir()
    monkeypatch.setattr(again, "NOTEBOOKS", place)

    def store(*cells):
        pairs = [cell if isinstance(cell, tuple) else (cell, []) for cell in cells]
        made = [new_code_cell(source, metadata={"tags": tags}) for source, tags in pairs]
        path = place / "some.ipynb"
        nbformat.write(new_notebook(cells=made), path)
        refresh.run([str(path)])
        return path

    return store


def test_what_is_always_the_same_passes_and_the_file_stays_as_it_is(stored, tmp_path, capsys):
    ignored = ("import secrets\nsecrets.token_hex()", ["nbval-ignore-output"])
    path = stored("print('one')\n1 + 1", PICTURE.format(more=""), ignored)
    before = path.read_bytes()
    assert again.run(1, tmp_path / "runs") == 0
    assert again.run(2, tmp_path / "runs") == 0
    assert path.read_bytes() == before
    assert "Seed 2, in the order so: all as stored" in capsys.readouterr().out


def test_a_notebook_that_prints_the_time_fails(stored, tmp_path, capsys):
    stored("1 + 1", "import time\nprint(time.time_ns())")
    assert again.run(7, tmp_path / "runs") == 1
    out = capsys.readouterr().out
    assert "some.ipynb gave with seed 7 (+) what is not stored (-):" in out
    assert "Seed 7, in the order so: something differs." in out


def test_pixels_may_be_others_than_stored_but_the_same_in_each_run(stored, tmp_path, capsys):
    stored("import secrets", PICTURE.format(more=" + secrets.token_bytes()"))
    assert again.run(1, tmp_path / "runs") == 0
    assert again.run(2, tmp_path / "runs") == 1
    out = capsys.readouterr().out
    assert "some.ipynb differs between seed 1 (-) and seed 2 (+):" in out
    assert "not stored" not in out


def test_a_cell_that_fails_is_told_and_fails_the_run(stored, tmp_path, capsys):
    path = stored("1 + 1")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "1 / 0"
    nbformat.write(notebook, path)
    assert again.run(1, tmp_path / "runs") == 1
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_a_seed_draws_an_order_and_always_the_same():
    orders = [again.in_order(seed) for seed in range(1, 21)]
    assert orders[0] == again.in_order(1)
    assert all(sorted(order) == sorted(orders[0]) for order in orders)
    assert len({tuple(order) for order in orders}) > 10
