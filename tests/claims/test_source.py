"""Counting what is in the source of a module."""

import importlib.util
from pathlib import Path
from types import ModuleType

from course.claims.source import addresses, layers, lines_of_code, lines_of_shop, ports
from course.shop import asking, copying, direct, monolith


def module_of(source: str, folder: Path) -> ModuleType:
    path = folder / "sample.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("sample", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_lines_leave_out_comments_docstrings_and_blank_lines(tmp_path: Path) -> None:
    source = (
        '"""Doc."""\n\n# why\nx = """\na\n"""\n\ndef f():\n    """Doc,\n    b."""\n    return x\n'
    )
    assert lines_of_code(module_of(source, tmp_path)) == 5


def test_layers_are_told_apart(tmp_path: Path) -> None:
    source = """
async def find(db):
    return await db.query("select 1")

def decide(row):
    return row

def add(app, db):
    @app.get("/")
    async def read():
        return decide(await find(db))

    @app.post("/")
    async def write():
        return decide(1)
"""
    found = layers(module_of(source, tmp_path))
    assert found == {"routes": 2, "business logic": 1, "database access": 1}


def test_a_feature_has_the_same_layers_before_and_after_the_split() -> None:
    assert layers(monolith.users) == layers(direct.users)


def test_ports_are_the_parameters() -> None:
    assert ports(direct.orders.orders) == ["db", "http"]


def test_a_shop_has_the_lines_of_its_modules() -> None:
    parts = (monolith.users, monolith.products, monolith.orders, monolith.purchases, monolith.shop)
    assert lines_of_shop(monolith) == sum(map(lines_of_code, parts))


def test_a_service_that_is_started_besides_is_no_part_of_the_shop() -> None:
    parts = [copying.users, copying.products, copying.orders, copying.purchases]
    parts += [copying.gateway, copying.calls]
    assert lines_of_shop(copying) == sum(map(lines_of_code, parts))
    assert copying.reports not in parts


def test_addresses_are_counted_where_they_are_named(tmp_path: Path) -> None:
    source = '"""Asks http://users."""\nx = ["http://users/", f"http://orders/{1}", "httpx"]\n'
    assert addresses(module_of(source, tmp_path)) == 2
    assert addresses(asking.purchases) == 0
