"""Every run gives what is stored and what the other runs gave, or it fails and says where."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course.door import again, refresh
from course.door import notebook as form
from course.door.place import DoorError


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The folder of the notebooks of a course that has none yet."""
    place = tmp_path / "notebooks"
    place.mkdir()
    monkeypatch.setattr(again, "NOTEBOOKS", place)
    return place


def showing(text, pixels):
    """A notebook of one executed cell with one output."""
    output = new_output("display_data", {"text/plain": text, "image/png": pixels})
    return form.normalised(
        new_notebook(cells=[new_code_cell("show()", execution_count=1, outputs=[output], id="one")])
    )


@pytest.fixture
def gives(course, monkeypatch):
    """Store a notebook, and let its runs give these ones, one after another."""

    def instead(stored, *given):
        path = course / "some.ipynb"
        path.write_text(form.text(stored), encoding="utf-8")
        coming = iter(given)
        monkeypatch.setattr(refresh, "executed", lambda before, path: next(coming))
        return path

    return instead


def test_what_is_always_the_same_passes(gives, tmp_path, capsys):
    same = showing("one", "bQ==")
    gives(same, same, same)
    assert again.run(1, tmp_path / "runs") == 0
    assert again.run(2, tmp_path / "runs") == 0
    assert "Seed 2, in the order so: all as stored" in capsys.readouterr().out


def test_a_notebook_that_prints_the_time_fails(course, tmp_path, capsys):
    path = course / "some.ipynb"
    ignored = new_code_cell("import time\ntime.time_ns()", metadata={"tags": [refresh.IGNORED]})
    nbformat.write(new_notebook(cells=[ignored]), path)
    refresh.run([str(path)])
    before = path.read_bytes()
    assert again.run(6, tmp_path / "runs") == 0, "it is ignored on purpose"
    assert path.read_bytes() == before

    notebook = nbformat.read(path, as_version=4)
    del notebook.cells[0].metadata["tags"]
    nbformat.write(notebook, path)
    capsys.readouterr()
    assert again.run(7, tmp_path / "others") == 1
    out = capsys.readouterr().out
    assert "some.ipynb gave with seed 7 (+) what is not stored (-):" in out
    assert "Seed 7, in the order so: something differs." in out


def test_pixels_may_be_others_than_stored_if_they_are_the_same_in_each_run(gives, tmp_path, capsys):
    here, elsewhere, chance = (showing("one", pixels) for pixels in ("bQ==", "bg==", "bw=="))
    gives(elsewhere, here, here, chance)
    assert again.run(1, tmp_path / "runs") == 0
    assert again.run(2, tmp_path / "runs") == 0
    assert again.run(3, tmp_path / "runs") == 1
    out = capsys.readouterr().out
    assert "some.ipynb differs between seed 1 (-) and seed 3 (+):" in out
    assert "some.ipynb differs between seed 2 (-) and seed 3 (+):" in out
    assert "not stored" not in out


def test_a_picture_that_is_no_longer_there_is_a_difference(gives, tmp_path):
    without = showing("one", "bQ==")
    del without.cells[0].outputs[0].data["image/png"]
    gives(showing("one", "bQ=="), without)
    assert again.run(1, tmp_path / "runs") == 1


def test_a_cell_that_fails_is_told_and_fails_the_run(gives, tmp_path, capsys, monkeypatch):
    gives(showing("one", "bQ=="))

    def fails(before, path):
        raise DoorError("cell 2 failed")

    monkeypatch.setattr(refresh, "executed", fails)
    assert again.run(1, tmp_path / "runs") == 1
    assert "cell 2 failed" in capsys.readouterr().out


def test_a_seed_draws_an_order_and_always_the_same():
    orders = [again.in_order(seed) for seed in range(1, 21)]
    assert orders[0] == again.in_order(1)
    assert all(sorted(order) == sorted(orders[0]) for order in orders)
    assert len({tuple(order) for order in orders}) > 10
