"""What stands in a table today is owned by the service in whose database it stands."""

import pytest

from course.lab import Lab
from course.shop import direct
from course.study.exercises.of_02.say_who_owns_what import OWNERS, THINGS, Thing


@pytest.fixture(scope="module")
def shop() -> Lab:
    """A shop in which each table has a row."""
    lab = Lab()
    lab.start(*direct.SERVICES)
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.post("/products", json={"title": "Cup", "price_cents": 100})
    lab.post("/orders", json={"user_id": 1, "product_id": 1})
    return lab


@pytest.mark.parametrize("thing", [each for each in THINGS if each.column], ids=lambda it: it.name)
def test_what_has_a_column_stands_with_its_owner_and_with_nobody_else(
    shop: Lab, thing: Thing
) -> None:
    assert thing.column is not None
    table, column = thing.column
    owners = [
        name
        for name, service in shop.services.items()
        if service.database is not None
        for row in shop.tables(name).get(table, [])
        if column in row
    ]
    assert owners == [thing.owner]


def test_the_answer_to_purchases_stands_in_no_database(shop: Lab) -> None:
    bought = {"name", "product_id", "title", "price_cents"}
    for name, service in shop.services.items():
        if service.database is not None:
            columns = {key for rows in shop.tables(name).values() for row in rows for key in row}
            assert bought - columns


@pytest.mark.parametrize("thing", THINGS, ids=lambda it: it.name)
def test_each_mistake_is_one_that_can_be_made_and_the_right_answer_is_none(thing: Thing) -> None:
    assert thing.owner in OWNERS
    assert thing.says
    assert set(thing.says) <= set(OWNERS) - {thing.owner}
