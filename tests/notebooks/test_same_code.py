"""A notebook builds the shop cell by cell; what it arrives at is the shop in course/shop.

The last definition of each name in a notebook equals the one in the shop, as syntax trees.
Cells with one of the tags in `FREE` are left out: drafts, things to try, claims, exercises.
"""

import ast
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course.door.place import NOTEBOOKS, PROJECT

FREE = {"draft", "try", "claim", "exercise"}
SHOP = PROJECT / "course" / "shop"
# Where the definitions of a notebook come from.
SOURCES = {
    "00_welcome": [],
    "01_the_monolith": [SHOP, SHOP / "monolith"],
    "02_split_into_services": [SHOP, SHOP / "direct"],
    "03_a_database_each": [SHOP, SHOP / "direct"],
    "04_the_right_engine": [SHOP, SHOP / "direct"],
    "05_direct_requests": [SHOP, SHOP / "direct"],
    "06_webs_of_requests": [SHOP, SHOP / "direct"],
    "07_asking_on_the_bus": [SHOP, SHOP / "asking"],
    "08_copying_with_events": [SHOP, SHOP / "copying"],
    "09_when_events_go_wrong": [SHOP, SHOP / "copying"],
    "10_write_and_tell": [SHOP, SHOP / "copying"],
    "11_choose": [],
}


def definitions(source: str) -> dict[str, str]:
    """Functions, classes and constants at the top level: name and syntax tree."""
    tree = compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    found = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found[name] = ast.dump(node)
            case ast.ClassDef(name=name):
                found[name] = ast.dump(node)
            case ast.Assign(targets=[ast.Name(id=name)]) if name.isupper():
                found[name] = ast.dump(node)
            case ast.AnnAssign(target=ast.Name(id=name)) if name.isupper():
                found[name] = ast.dump(node)
    return found


def in_notebook(notebook: nbformat.NotebookNode) -> dict[str, str]:
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not FREE & set(cell.metadata.get("tags", [])):
            found |= definitions(cell.source)
    return found


def in_shop(folders: list[Path]) -> dict[str, set[str]]:
    """The trees of each name; services may use the same name, each in its own module."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in folder.glob("*.py"):
            for name, tree in definitions(path.read_text(encoding="utf-8")).items():
                found.setdefault(name, set()).add(tree)
    return found


def differences(notebook: nbformat.NotebookNode, folders: list[Path]) -> list[str]:
    shop = in_shop(folders)
    places = ", ".join(folder.name for folder in folders) or "no folder"
    return [
        f"{name} differs from the one in {places}"
        if name in shop
        else f"{name} is not in {places}: is the cell a draft, a try, a claim or an exercise?"
        for name, tree in in_notebook(notebook).items()
        if tree not in shop.get(name, ())
    ]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_arrives_at_the_code_of_the_shop(path):
    assert path.stem in SOURCES, "say in SOURCES where the code of this notebook comes from"
    assert differences(nbformat.read(path, as_version=4), SOURCES[path.stem]) == []


@pytest.fixture
def shop(tmp_path):
    """A made-up shop of one module."""
    (tmp_path / "users.py").write_text(
        'LIMIT = 3\n\n\nasync def sign_up(name):\n    """Add a user."""\n    return name\n'
    )
    return tmp_path


SAME = (
    'async def sign_up(name):  # a comment does not count\n    """Add a user."""\n    return name'
)
OTHER = "async def sign_up(name):\n    return None"


def made_of(*cells: tuple[str, list[str]]) -> nbformat.NotebookNode:
    return new_notebook(
        cells=[new_code_cell(source, metadata={"tags": tags}) for source, tags in cells]
    )


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ([(SAME, []), ("LIMIT = 3\nanswer = await sign_up('Ada')", [])], []),
        ([(OTHER, [])], ["sign_up"]),
        ([(OTHER, []), (SAME, [])], []),
        ([(SAME, []), (OTHER, [])], ["sign_up"]),
        ([(SAME, []), (OTHER, ["draft"])], []),
        ([("LIMIT = 4", [])], ["LIMIT"]),
        ([("LIMIT: int = 3", [])], ["LIMIT"]),
        ([("def unknown():\n    pass", [])], ["unknown"]),
        ([("def unknown():\n    pass", ["try"])], []),
        ([("class Unknown:\n    pass", [])], ["Unknown"]),
    ],
)
def test_the_comparison_sees(cells, names, shop):
    assert [line.split()[0] for line in differences(made_of(*cells), [shop])] == names
