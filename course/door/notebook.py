"""The one form in which a notebook is stored, so that a diff shows what an author changed."""

import hashlib
import re
from typing import Any

import nbformat

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
# What an author says about a cell. The rest is a trace of one run or of one window.
KEPT = ("deletable", "editable", "jupyter", "slideshow", "tags")
# What is left of a widget when its kernel is gone: JupyterLab would show an error in its place.
WIDGET = "application/vnd.jupyter.widget-view+json"
CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")


def normalised(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy without anything that differs from run to run or from machine to machine.

    No versions, times, widgets or tracebacks (they hold paths and are not compared); ids
    are kept, and made from place and text where they are absent or taken. Outputs stay.
    """
    stored: nbformat.NotebookNode = nbformat.from_dict(
        {
            "cells": [cell(found, place) for place, found in enumerate(notebook.cells)],
            "metadata": {"kernelspec": KERNELSPEC, "language_info": LANGUAGE},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    taken: set[str] = set()
    for place, each in enumerate(stored.cells):
        if not CELL_ID.fullmatch(each.id) or each.id in taken:
            each.id = made_id(place, each.source)
        taken.add(each.id)
    return stored


def cell(found: nbformat.NotebookNode, place: int) -> dict[str, Any]:
    """One cell in its stored form."""
    metadata = {key: found.metadata[key] for key in KEPT if found.metadata.get(key)}
    stored = {
        "cell_type": found.cell_type,
        "id": found.get("id") or made_id(place, found.source),
        "metadata": metadata,
        "source": found.source,
    }
    if found.get("attachments"):
        stored["attachments"] = found.attachments
    if found.cell_type == "code":
        stored["execution_count"] = found.execution_count
        stored["outputs"] = [output(each) for each in found.outputs]
    return stored


def output(found: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """One output in its stored form: of an error the last line, of a widget its words.

    The words stand where the widget will be once the cell is run.
    """
    if found.output_type == "error":
        return nbformat.NotebookNode(found | {"traceback": [f"{found.ename}: {found.evalue}"]})
    if WIDGET in found.get("data", {}):
        data = {kind: content for kind, content in found.data.items() if kind != WIDGET}
        return nbformat.NotebookNode(found | {"data": nbformat.NotebookNode(data)})
    return found


def made_id(place: int, source: str) -> str:
    """An id from where a cell stands and what it says."""
    return hashlib.sha256(f"{place}\n{source}".encode()).hexdigest()[:8]


def text(notebook: nbformat.NotebookNode) -> str:
    """The notebook as the file's text."""
    nbformat.validate(notebook)
    written: str = nbformat.writes(notebook, version=4)
    return written.rstrip("\n") + "\n"
