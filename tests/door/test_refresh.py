"""Notebooks executed by one command, stored in one form, and never left half written."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.door import refresh
from course.door.place import DoorError


@pytest.fixture
def stored(tmp_path):
    """Store code cells, each a source or a source with its tags, as a notebook."""

    def store(*cells, name="some.ipynb"):
        pairs = [cell if isinstance(cell, tuple) else (cell, []) for cell in cells]
        made = [new_code_cell(source, metadata={"tags": tags}) for source, tags in pairs]
        path = tmp_path / name
        nbformat.write(new_notebook(cells=[new_markdown_cell("# Some"), *made]), path)
        return path

    return store


def outputs(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell.outputs for cell in cells if cell.cell_type == "code"]


def test_a_second_run_changes_nothing_not_even_what_is_ignored(stored, capsys):
    path = stored(
        "import os, sys\nprint('one', flush=True)\nprint('two')\nos.path.exists('some.ipynb')",
        ("import secrets\nsecrets.token_hex()", ["nbval-ignore-output"]),
        ("{}['there']", ["raises-exception"]),
    )
    assert refresh.run([str(path)]) == 0
    first, entry = path.read_bytes(), path.stat()
    assert refresh.run([str(path.parent)]) == 0
    assert path.read_bytes() == first
    assert path.stat().st_mtime_ns == entry.st_mtime_ns
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "changed",
        "unchanged",
    ]

    (said, value), ignored, (error,) = outputs(path)
    assert said.text == "one\ntwo\n"
    assert value.data["text/plain"] == "True", "it did not run in the notebook's own folder"
    assert len(ignored) == 1
    assert (error.ename, error.traceback) == ("KeyError", ["KeyError: 'there'"])


def test_a_cell_that_fails_is_named_and_the_file_stays_but_the_others_are_done(stored, capsys):
    bad = stored("1", "2\n1 / 0", "3", name="a_bad.ipynb")
    good = stored("1 + 1", name="b_good.ipynb")
    before = bad.read_bytes()
    with pytest.raises(DoorError) as failure:
        refresh.run([str(bad.parent)])
    text = str(failure.value)
    assert "a_bad.ipynb, cell 2 (id " in text
    assert "ZeroDivisionError: division by zero" in text
    assert "    1 / 0" in text
    assert bad.read_bytes() == before
    assert outputs(good)[0][0].data["text/plain"] == "2"
    assert {path.name for path in bad.parent.iterdir()} == {"a_bad.ipynb", "b_good.ipynb"}


def test_a_cell_that_kills_its_kernel_is_named(stored):
    path = stored("1", "import os\nos._exit(1)")
    with pytest.raises(DoorError, match=r"cell 2 .* failed: its kernel died"):
        refresh.run([str(path)])


def test_a_cell_that_takes_too_long_is_named(stored, monkeypatch):
    monkeypatch.setattr(refresh, "SECONDS_PER_CELL", 1)
    path = stored("import threading\nthreading.Event().wait()")
    with pytest.raises(DoorError, match=r"cell 1 .* failed: it ran for more than 1 seconds"):
        refresh.run([str(path)])


def test_a_persons_ipython_configuration_does_not_count(stored, monkeypatch, tmp_path):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = stored("'mine' in globals()")
    refresh.run([str(path)])
    assert outputs(path)[0][0].data["text/plain"] == "False"


@pytest.mark.parametrize("name", ["nowhere.ipynb", "."])
def test_where_there_is_no_notebook_it_says_so(name, tmp_path):
    with pytest.raises(DoorError, match="There is no notebook at"):
        refresh.run([str(tmp_path / name)])


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    path = tmp_path / "text.ipynb"
    path.write_text("just text")
    with pytest.raises(DoorError, match=r"text\.ipynb is not a notebook"):
        refresh.run([str(path)])
