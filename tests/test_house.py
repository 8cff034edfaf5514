"""The plan of the house: who may import whom, and what is imported nowhere."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COURSE = Path(__file__).resolve().parents[1] / "course"

MAY_IMPORT = {
    "ports": set(),
    "trace": set(),
    "shop": {"ports"},
    "lab": {"ports", "trace"},
    "webs": {"trace"},
    "views": {"trace", "webs"},
    "scale": {"trace", "webs"},
    "claims": {"shop", "lab", "views", "webs", "scale", "trace", "ports"},
    "comparing": {"claims", "shop", "lab", "views", "webs", "scale", "trace", "ports"},
    "study": {"comparing", "claims", "shop", "lab", "views", "webs", "scale", "trace", "ports"},
    "door": {"study", "claims", "comparing", "shop", "trace", "views", "webs"},
    "__main__": {"door"},
    "__init__": set(),
    "data": set(),
}


def imported_by(path: Path) -> Iterator[str]:
    """The names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str | None:
    """The part of the house that a module belongs to, ``None`` if it is no part of it."""
    first, *rest = name.split(".")
    return rest[0] if first == "course" and rest else None


@pytest.mark.parametrize("path", sorted(COURSE.rglob("*.py")), ids=lambda path: str(path.stem))
def test_imports_run_in_one_direction(path: Path) -> None:
    own = path.relative_to(COURSE).with_suffix("").parts[0]
    rooms = {found for name in imported_by(path) if (found := room(name))}
    assert rooms - MAY_IMPORT[own] - {own} == set()


def test_every_part_of_the_house_is_in_the_plan() -> None:
    parts = {path.stem for path in COURSE.iterdir() if path.name != "__pycache__"}
    assert parts == set(MAY_IMPORT)


def test_lab_shop_trace_and_views_run_where_nothing_but_pure_python_does() -> None:
    code = (
        "import course.claims, course.comparing, course.lab, course.scale, course.views;"
        "import course.shop.asking, course.shop.copying, course.shop.direct, course.shop.monolith;"
        "import sys; print(sorted({'numpy', 'matplotlib', 'lmdb', 'duckdb'} & {*sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=COURSE.parent, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
