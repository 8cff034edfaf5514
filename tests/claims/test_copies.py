"""E1: what owners write is in the copies afterwards, row by row."""

from typing import Any

import pytest
from fastapi import FastAPI

from course.claims import Verdict, copies
from course.claims.copies import copies_follow, differing, is_copy
from course.claims.stage import ADA, FEATURES, instead, open_shop
from course.claims.writes import Write, writes
from course.ports import Bus, Database
from course.shop import copying
from course.shop.copying.purchases import COPIES, copy_order, copy_product, copy_user, purchases_of

OWNER = Write("products", "products", {"id": 1, "price": 4}, {"id": 1, "price": 5}, at=10)
COPY = Write("purchases", "products", {"price": 4}, {"price": 5}, at=20)


def purchases_deaf_to_prices(db: Database, bus: Bus) -> FastAPI:
    """Purchases that does not listen to new prices."""
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("order.placed")(copy_order)
    app = FastAPI()

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int) -> Any:
        return await purchases_of(db, user_id)

    return app


def users_telling_nobody(db: Database, bus: Bus) -> FastAPI:
    """Users that writes as in the monolith, and tells nobody."""
    bus.declare("user.signed_up")
    db.schema(copying.users.USERS)
    app = FastAPI()

    @app.post("/users", status_code=201)
    async def post_user(new: copying.users.NewUser) -> Any:
        return await copying.users.insert_user(db, new)

    return app


def test_every_row_an_owner_writes_is_copied_after_two_hops_and_a_call() -> None:
    numbers = copies_follow().numbers
    late = ", 11 ms later"
    assert [*numbers][:10] == [
        "sign up: users",
        f"sign up: orders{late}",
        f"sign up: purchases{late}",
        "list a product: products",
        f"list a product: orders{late}",
        f"list a product: purchases{late}",
        "change a price: products",
        f"change a price: purchases{late}",
        "place an order: orders",
        f"place an order: purchases{late}",
    ]
    assert numbers["rows that owners wrote"] == 4
    assert numbers["rows that others copied"] == 6
    assert numbers["rows in which purchases differs in the end"] == 0


def test_rows_are_shown_before_and_after() -> None:
    numbers = copies_follow().numbers
    assert repr(numbers["sign up: users"]) == ("no row → id 2, name Eve, email eve@example.org")
    assert repr(numbers["change a price: purchases, 11 ms later"]) == (
        "id 1, title Product 1, price_cents 100, version 1"
        " → id 1, title Product 1, price_cents 5, version 2"
    )


@pytest.mark.parametrize(
    "copy",
    [
        Write("purchases", "products", {"price": 4}, {"price": 5}, at=10),
        Write("purchases", "orders", {"price": 4}, {"price": 5}, at=20),
        Write("purchases", "products", None, {"price": 5}, at=20),
        Write("purchases", "products", {"price": 3}, {"price": 5}, at=20),
        Write("purchases", "products", {"price": 4}, {"price": 6}, at=20),
        Write("purchases", "products", {"price": 4}, {"price": 5, "colour": "red"}, at=20),
    ],
    ids=["not later", "another table", "new here", "another before", "another after", "invented"],
)
def test_what_is_no_copy(copy: Write) -> None:
    assert is_copy(COPY, OWNER)
    assert not is_copy(copy, OWNER)


def test_rows_that_differ_are_counted() -> None:
    lab = open_shop(copying)
    assert differing(lab) == 0
    lab.down("bus")
    FEATURES["change a price"](lab, "")
    FEATURES["sign up"](lab, "")
    assert differing(lab) == 2


def test_e1_fails_if_a_listener_misses_a_kind_of_event() -> None:
    finding = copies_follow(instead(copying, purchases=purchases_deaf_to_prices))
    assert finding.numbers["rows in which purchases differs in the end"] == 1
    assert finding.verdict is Verdict.FAILS


def test_e1_fails_if_an_owner_writes_and_does_not_tell() -> None:
    assert copies_follow(instead(copying, users=users_telling_nobody)).verdict is Verdict.FAILS


def test_e1_fails_if_a_copy_is_not_what_the_owner_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "is_copy", lambda copy, original: False)
    assert copies_follow().verdict is Verdict.FAILS


def test_e1_fails_if_a_copy_differs_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "differing", lambda lab: 1)
    assert copies_follow().verdict is Verdict.FAILS


# What a trace says of writes


def test_only_what_was_committed_is_written() -> None:
    lab = open_shop(copying)
    lab.down("users", at="before commit")
    answer = FEATURES["sign up"](lab, "")
    lab.settle()
    assert writes(answer.trace) == []


def test_the_outbox_is_nobodys_data() -> None:
    lab = open_shop(copying)
    tables = {write.table for write in writes(lab.trace)}
    assert tables == {"users", "products", "orders"}
    assert "outbox" in lab.tables("users")


def test_writes_come_in_the_order_of_their_commits() -> None:
    found = writes(open_shop(copying).trace)
    assert [write.at for write in found] == sorted(write.at for write in found)
    assert (found[0].service, found[0].before) == ("users", None)
    assert found[0].after is not None
    assert found[0].after["id"] == ADA
