"""What does not differ between two architectures is the same to the letter, so that a diff of two
files shows the difference and nothing else."""

import ast
import inspect
from types import ModuleType

import pytest

from course.shop import asking, copying, direct, monolith


def definitions(module: ModuleType) -> dict[str, str]:
    """Every top-level class, function and constant of a module, as its syntax tree."""
    found = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = ast.dump(node)
        elif isinstance(node, ast.Assign):
            found[ast.unparse(node.targets[0])] = ast.dump(node)
    return found


def different(feature: str, first: ModuleType, second: ModuleType) -> set[str]:
    """The names that are not defined alike in both architectures."""
    one = definitions(getattr(first, feature))
    two = definitions(getattr(second, feature))
    return {name for name in one | two if one.get(name) != two.get(name)}


def test_a_feature_that_asks_nobody_differs_only_in_who_puts_it_together() -> None:
    assert different("users", monolith, direct) == {"add_users", "users"}


def test_products_differ_in_how_they_are_kept() -> None:
    assert different("products", monolith, direct) == {
        "PRODUCTS",
        "COLLECTION",
        "insert_product",
        "find_product",
        "find_products",
        "update_price",
        "to_product",
        "reprice",
        "add_products",
        "products",
    }


def test_orders_differ_in_how_they_check() -> None:
    assert different("orders", monolith, direct) == {
        "ORDERS",
        "Known",
        "place_order",
        "add_orders",
        "orders",
    }


def test_purchases_differ_in_how_they_get_the_data() -> None:
    assert different("purchases", monolith, direct) == {
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


@pytest.mark.parametrize(
    ("feature", "differences"),
    [
        ("users", {"name_of_user", "knows_user", "users"}),
        ("products", {"items_of", "knows_product", "products"}),
        ("orders", {"Known", "orders_of", "place_order", "orders"}),
        ("calls", {"Shape", "ask"}),
        ("gateway", set()),
    ],
)
def test_on_the_bus_an_owner_answers_questions_besides(feature: str, differences: set[str]) -> None:
    assert different(feature, direct, asking) == differences


def test_on_the_bus_purchases_puts_one_question_instead_of_many() -> None:
    assert different("purchases", direct, asking) == {
        "Buyer",
        "Item",
        "ask_orders",
        "ask_product",
        "Parts",
        "put_together",
        "purchases_of",
        "purchases",
    }


@pytest.mark.parametrize(
    ("feature", "differences"),
    [
        ("users", {"signed_up", "sign_up", "users"}),
        (
            "products",
            {
                "insert_product",
                "update_price",
                "product_event",
                "list_product",
                "reprice",
                "products",
            },
        ),
        (
            "orders",
            {
                "COPIES",
                "find_user",
                "find_product",
                "copy_user",
                "copy_product",
                "placed",
                "place_order",
                "orders",
            },
        ),
        ("calls", {"Shape", "ask"}),
        ("gateway", set()),
    ],
)
def test_with_copies_an_owner_tells_what_it_writes(feature: str, differences: set[str]) -> None:
    assert different(feature, direct, copying) == differences


def test_with_copies_an_order_is_checked_as_in_the_monolith() -> None:
    assert different("orders", monolith, copying) == {
        "ORDERS",
        "COPIES",
        "Known",
        "find_user",
        "find_product",
        "copy_user",
        "copy_product",
        "placed",
        "place_order",
        "add_orders",
        "orders",
    }


def test_with_copies_the_join_is_that_of_the_monolith() -> None:
    assert different("purchases", monolith, copying) == {
        "COPIES",
        "Buyer",
        "Item",
        "Ordered",
        "copy_user",
        "copy_product",
        "copy_order",
        "purchases_of",
        "add_purchases",
        "purchases",
    }


@pytest.mark.parametrize("architecture", [asking, copying], ids=lambda module: module.__name__)
def test_the_same_services_are_there_under_the_same_names(architecture: ModuleType) -> None:
    assert definitions(architecture).keys() == {"SERVICES", "__all__"}
    assert definitions(architecture)["SERVICES"] == definitions(direct)["SERVICES"]


def test_only_copies_allow_a_service_that_nobody_is_asked_for() -> None:
    assert set(asking.__all__) == set(direct.__all__)
    assert set(copying.__all__) == {*direct.__all__, "reports"}


@pytest.mark.parametrize(
    ("architecture", "ports"),
    [
        (monolith, {"shop": ["db"]}),
        (
            direct,
            {
                "users": ["db"],
                "products": ["documents"],
                "orders": ["db", "http"],
                "purchases": ["http"],
                "gateway": ["http"],
            },
        ),
        (
            asking,
            {
                "users": ["db", "bus"],
                "products": ["documents", "bus"],
                "orders": ["db", "bus"],
                "purchases": ["bus"],
                "gateway": ["http"],
            },
        ),
        (
            copying,
            {
                "users": ["db", "bus"],
                "products": ["documents", "bus"],
                "orders": ["db", "bus"],
                "purchases": ["db", "bus"],
                "gateway": ["http"],
            },
        ),
    ],
    ids=["monolith", "direct", "asking", "copying"],
)
def test_the_signatures_say_what_a_service_depends_on(
    architecture: ModuleType, ports: dict[str, list[str]]
) -> None:
    found = {
        service.__name__: list(inspect.signature(service).parameters)
        for service in architecture.SERVICES
    }
    assert found == ports
