"""The validation itself is alive: one stored output spoiled, and nbval must say so."""

import subprocess
from xml.etree import ElementTree

import nbformat

from course.door import environment, steps
from course.door.place import PROJECT, WELCOME

CELLS = 8  # enough: the one that is spoiled, and others after it


def spoil_one_output(notebook):
    """Change the first text that a cell shows, and give the number of that code cell."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code):
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text += "spoiled"
                return number
            if "text/plain" in output.get("data", {}):
                output.data["text/plain"] += "spoiled"
                return number
    raise AssertionError("the notebook shows no text that could be spoiled")


def test_a_spoiled_output_fails_and_only_that_one(tmp_path):
    notebook = nbformat.read(WELCOME, as_version=4)
    notebook.cells = notebook.cells[:CELLS]
    nbformat.write(notebook, tmp_path / "kept.ipynb")
    spoiled = spoil_one_output(notebook)
    nbformat.write(notebook, tmp_path / "spoiled.ipynb")

    result = tmp_path / "result.xml"
    options = [*steps.NBVAL, f"--junitxml={result}", f"--rootdir={PROJECT}"]
    subprocess.run(
        [*steps.PYTEST, *options, tmp_path],
        cwd=PROJECT,
        env=environment.variables(),
        capture_output=True,
        check=False,
    )

    cases = ElementTree.parse(result).findall(".//testcase")
    code = sum(cell.cell_type == "code" for cell in notebook.cells)
    assert spoiled < code - 1
    assert len(cases) == 2 * code
    failed = [case for case in cases if case.find("failure") is not None]
    assert len(failed) == 1
    assert "spoiled.ipynb" in failed[0].get("name") + failed[0].get("classname")
    assert f"Cell {spoiled}" in failed[0].get("name")
