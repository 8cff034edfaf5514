"""What does not differ between two architectures is the same to the letter, so that a diff of two
files shows the difference and nothing else."""

import ast
import inspect
from types import ModuleType

import pytest

from course.shop import direct, monolith


def definitions(module: ModuleType) -> dict[str, str]:
    """Every top-level class, function and constant of a module, as its syntax tree."""
    found = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = ast.dump(node)
        elif isinstance(node, ast.Assign):
            found[ast.unparse(node.targets[0])] = ast.dump(node)
    return found


def different(feature: str) -> set[str]:
    """The names that are not defined alike in both architectures."""
    one = definitions(getattr(monolith, feature))
    two = definitions(getattr(direct, feature))
    return {name for name in one | two if one.get(name) != two.get(name)}


@pytest.mark.parametrize("feature", ["users", "products"])
def test_a_feature_that_asks_nobody_differs_only_in_who_puts_it_together(feature: str) -> None:
    assert different(feature) == {f"add_{feature}", feature}


def test_orders_differ_in_how_they_check() -> None:
    assert different("orders") == {"ORDERS", "Known", "place_order", "add_orders", "orders"}


def test_purchases_differ_in_how_they_get_the_data() -> None:
    assert different("purchases") == {
        "PURCHASES_OF_USER",
        "find_purchases",
        "purchases_of",
        "Buyer",
        "Ordered",
        "Item",
        "ask_orders",
        "ask_product",
        "add_purchases",
        "purchases",
    }
