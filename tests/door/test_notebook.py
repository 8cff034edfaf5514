"""The stored form of a notebook."""

import copy

import nbformat
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course.door import notebook as form

SOURCES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)
IDS = st.one_of(st.none(), st.sampled_from(["a", "b", "not an id!", ""]))
METADATA = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.just(["draft"]),
        "execution": st.just({"iopub.status.busy": "now"}),
        "scrolled": st.booleans(),
        "mine": st.just({}),
    },
)


@st.composite
def notebooks(draw):
    cells = []
    for _ in range(draw(st.integers(0, 4))):
        cell = {"metadata": draw(METADATA), "source": draw(SOURCES)}
        if draw(st.booleans()):
            cell |= {"cell_type": "code", "outputs": [], "execution_count": None}
        else:
            cell |= {"cell_type": "markdown"}
        if (cell_id := draw(IDS)) is not None:
            cell["id"] = cell_id
        cells.append(cell)
    return nbformat.from_dict(
        {
            "cells": cells,
            "metadata": {"widgets": {}, "title": "x"},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


@given(notebooks())
def test_the_stored_form_of_a_stored_form_is_itself(notebook):
    once = form.normalised(notebook)
    assert form.text(form.normalised(once)) == form.text(once)
    assert form.text(nbformat.reads(form.text(once), as_version=4)) == form.text(once)


@given(notebooks())
def test_every_cell_gets_an_id_of_its_own_and_good_ones_stay(notebook):
    before = [cell.get("id") for cell in notebook.cells]
    after = [cell.id for cell in form.normalised(notebook).cells]
    assert len(after) == len(set(after))
    for n, cell_id in enumerate(before):
        if cell_id in ("a", "b") and cell_id not in before[:n]:
            assert after[n] == cell_id


@given(notebooks())
def test_what_the_author_wrote_stays_and_the_given_notebook_too(notebook):
    given = copy.deepcopy(notebook)
    after = form.normalised(notebook)
    assert notebook == given
    assert [cell.source for cell in after.cells] == [cell.source for cell in notebook.cells]
    assert [cell.metadata.get("tags") for cell in after.cells] == [
        cell.metadata.get("tags") for cell in notebook.cells
    ]


def test_what_differs_from_run_to_run_goes():
    timed = {"execution": {"iopub.status.busy": "now"}, "collapsed": True, "tags": ["draft"]}
    notebook = new_notebook(
        cells=[new_code_cell("1", metadata=timed)],
        metadata={"language_info": {"name": "python", "version": "3.12.1"}, "widgets": {"a": 1}},
    )
    after = form.normalised(notebook)
    assert after.cells[0].metadata == {"tags": ["draft"]}
    assert set(after.metadata) == {"kernelspec", "language_info"}
    assert "version" not in after.metadata.language_info
    assert after.metadata.kernelspec.name == "python3"


def test_outputs_stay_but_of_a_traceback_only_its_last_line():
    shown = new_output("display_data", {"text/html": "<b>1</b>"}, metadata={"alt": "one"})
    error = new_output("error", ename="KeyError", evalue="'x'", traceback=["File /home/a.py", ""])
    after = form.normalised(new_notebook(cells=[new_code_cell("1", outputs=[shown, error])]))
    assert after.cells[0].outputs[0] == shown
    assert after.cells[0].outputs[1].traceback == ["KeyError: 'x'"]
    assert after.cells[0].outputs[1].evalue == "'x'"


def test_of_a_widget_its_words_stay_as_nothing_could_be_shown_without_a_kernel():
    view = {"model_id": "5f0e", "version_major": 2, "version_minor": 0}
    data = {"text/plain": "Flow: 3 messages", "application/vnd.jupyter.widget-view+json": view}
    widget = new_output("display_data", data)
    after = form.normalised(new_notebook(cells=[new_code_cell("1", outputs=[widget])]))
    assert after.cells[0].outputs[0].data == {"text/plain": "Flow: 3 messages"}
    assert "widget" not in form.text(after)
