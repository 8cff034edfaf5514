"""Reports: sums over all orders at the price of the moment, whatever the bus does to the events."""

import asyncio
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from course.lab import Lab
from course.ports import Bus, Columns, Event
from course.shop import copying
from course.shop.copying.reports import reports

DAY_MS = 24 * 3600 * 1000
KINDS = ("products", "users", "months")
SERVICES = (copying.users.users, copying.products.products, copying.orders.orders)
Sold = tuple[int, int, str, int]
"""User, product, month, and price in cents: what a client was told when it ordered."""


class Shop:
    """A shop with a service for reports, and what it should say."""

    def __init__(self, *, has_reports: bool = True, folder: Path | None = None) -> None:
        self.lab = Lab(folder=folder)
        self.lab.start(*SERVICES, *([reports] if has_reports else []))
        self.prices: list[int] = []
        self.sold: list[Sold] = []
        for number in (1, 2):
            body = {"name": f"User {number}", "email": f"{number}@example.org"}
            assert self.lab.post("http://users/users", json=body).ok
        for title, price in (("Tea", 450), ("Ink", 700)):
            body = {"title": title, "price_cents": price}
            assert self.lab.post("http://products/products", json=body).ok
            self.prices.append(price)
        self.lab.settle()

    def order(self, user_id: int = 1, product_id: int = 1) -> None:
        body = {"user_id": user_id, "product_id": product_id}
        assert self.lab.post("http://orders/orders", json=body).status == 201
        month = "1970-01" if self.lab.now_ms < 31 * DAY_MS else "1970-02"
        self.sold.append((user_id, product_id, month, self.prices[product_id - 1]))

    def reprice(self, product_id: int = 1, price_cents: int = 500) -> None:
        url = f"http://products/products/{product_id}"
        assert self.lab.patch(url, json={"price_cents": price_cents}).ok
        self.prices[product_id - 1] = price_cents

    def said(self) -> dict[str, Any]:
        """The three reports."""
        answers = {kind: self.lab.get(f"http://reports/reports/{kind}") for kind in KINDS}
        assert all(answer.status == 200 for answer in answers.values())
        return {kind: answer.body for kind, answer in answers.items()}

    def due(self) -> dict[str, Any]:
        """What the reports should say, added up from what clients were told."""
        figures: dict[str, dict[Any, list[int]]] = {kind: defaultdict(list) for kind in KINDS}
        for user_id, product_id, month, price in self.sold:
            figures["users"][user_id].append(price)
            figures["products"][product_id].append(price)
            figures["months"][month].append(price)

        def sums(prices: list[int]) -> dict[str, int]:
            return {"orders": len(prices), "revenue_cents": sum(prices)}

        def dearest(item: tuple[int, list[int]]) -> tuple[int, int]:
            return -sum(item[1]), item[0]

        return {
            "products": [
                {"product_id": id_, "title": ("Tea", "Ink")[id_ - 1], **sums(prices)}
                for id_, prices in sorted(figures["products"].items(), key=dearest)
            ],
            "users": [
                {"user_id": id_, **sums(prices)}
                for id_, prices in sorted(figures["users"].items(), key=dearest)
            ],
            "months": [
                {"month": month, **sums(prices)}
                for month, prices in sorted(figures["months"].items())
            ],
        }

    def bring_all(self) -> None:
        """Everybody is up, and what was laid aside is sent again."""
        for _ in range(100):
            for name in ("bus", "reports"):
                self.lab.up(name)
            for letter in self.lab.bus.dead_letters():
                self.lab.bus.send_again(letter)
            self.lab.settle()
            is_up = not self.lab.services["reports"].is_down
            if is_up and not self.lab.bus.dead_letters():
                return
        raise AssertionError("it does not come to rest")


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_the_price_of_the_moment_counts(shop: Shop) -> None:
    shop.order()
    shop.reprice(price_cents=500)
    shop.order()
    shop.order(user_id=2, product_id=2)
    shop.reprice(price_cents=1)
    shop.lab.settle()
    assert shop.said() == {
        "products": [
            {"product_id": 1, "title": "Tea", "orders": 2, "revenue_cents": 950},
            {"product_id": 2, "title": "Ink", "orders": 1, "revenue_cents": 700},
        ],
        "users": [
            {"user_id": 1, "orders": 2, "revenue_cents": 950},
            {"user_id": 2, "orders": 1, "revenue_cents": 700},
        ],
        "months": [{"month": "1970-01", "orders": 3, "revenue_cents": 1650}],
    }
    assert shop.said() == shop.due()


def test_of_prices_told_at_the_same_moment_the_newest_counts() -> None:
    def teller(bus: Bus) -> FastAPI:
        bus.declare("product.listed", "order.placed")
        app = FastAPI()

        @app.post("/")
        async def tell() -> None:
            prices = [
                {"id": 1, "title": "Tea", "price_cents": cents, "version": version}
                for version, cents in ((2, 500), (3, 450), (1, 700))
            ]
            order = {"id": 1, "user_id": 1, "product_id": 1}
            await asyncio.gather(
                *(bus.publish(Event("product.listed", price)) for price in prices),
                bus.publish(Event("order.placed", order)),
            )

        return app

    lab = Lab()
    lab.start(teller, reports)
    assert lab.post("http://teller/").ok
    lab.settle()
    assert len({event.time for _, event in lab.bus.events()}) == 1
    # The first counts from ever; of those told since then, the third is the newest.
    assert lab.get("http://reports/reports/users").body[0]["revenue_cents"] == 450


def test_a_month_is_one_of_the_calendar(shop: Shop) -> None:
    shop.order()
    shop.lab.run(31 * DAY_MS)
    shop.order()
    shop.order()
    shop.lab.settle()
    assert shop.said()["months"] == [
        {"month": "1970-01", "orders": 1, "revenue_cents": 450},
        {"month": "1970-02", "orders": 2, "revenue_cents": 900},
    ]


def test_without_an_order_there_is_nothing_to_report(shop: Shop) -> None:
    assert shop.said() == {"products": [], "users": [], "months": []}


def test_whoever_joins_late_catches_up() -> None:
    shop = Shop(has_reports=False)
    for price in (500, 400):
        shop.order()
        shop.reprice(price_cents=price)
    shop.lab.settle()
    shop.lab.start(reports)
    shop.lab.settle()
    assert shop.said() == shop.due()


def test_hearing_everything_again_changes_nothing(shop: Shop) -> None:
    for price in (500, 400):
        shop.order()
        shop.reprice(price_cents=price)
    shop.lab.settle()
    tables = shop.lab.tables("reports")
    shop.lab.bus.replay("reports")
    shop.lab.settle()
    assert shop.lab.tables("reports") == tables
    assert shop.lab.bus.dead_letters() == []
    assert shop.said() == shop.due()


def test_a_price_that_comes_late_corrects_what_was_said(shop: Shop) -> None:
    shop.lab.bus.delivery_limit = 1
    shop.lab.bus.lose("delivery", "product.repriced", to="reports")
    shop.reprice(price_cents=500)
    shop.order()
    shop.lab.settle()
    assert shop.said()["products"][0]["revenue_cents"] == 450, "as far as it knows"
    shop.bring_all()
    assert shop.said() == shop.due()


def test_an_order_waits_for_its_product() -> None:
    shop = Shop(has_reports=False)
    shop.lab.bus.delivery_limit = 1
    shop.order()
    shop.order(product_id=2)
    shop.lab.start(reports)
    shop.lab.bus.lose("delivery", "product.listed", to="reports")
    shop.lab.settle()
    assert [row["title"] for row in shop.said()["products"]] == ["Ink"]
    shop.bring_all()
    assert shop.said() == shop.due()


def test_the_figures_outlive_the_lab(tmp_path: Path) -> None:
    shop = Shop(folder=tmp_path)
    shop.order()
    shop.lab.settle()
    shop.lab.close()
    lab = Lab(folder=tmp_path)
    lab.start(reports)
    assert lab.get("/reports/users").body == shop.due()["users"]
    lab.close()


def test_the_service_has_columns_and_asks_nobody() -> None:
    assert reports.__annotations__["columns"] is Columns
    lab = Lab()
    lab.start(reports)
    assert lab.get("/reports/months").body == []


WRITES = st.one_of(
    st.tuples(st.just("order"), st.integers(1, 2), st.integers(1, 2)),
    st.tuples(st.just("order"), st.integers(1, 2), st.integers(1, 2)),
    st.tuples(st.just("reprice"), st.integers(1, 2), st.integers(1, 999)),
)
TYPES = st.sampled_from([">", "product.*", "order.placed"])
TROUBLE = st.one_of(
    st.tuples(st.just("double"), TYPES, st.sampled_from([None, "reports"]), st.integers(1, 3)),
    st.tuples(st.just("reorder"), TYPES, st.just("reports"), st.integers(1, 3)),
    st.tuples(
        st.just("delay"), st.sampled_from([3, 60, 5000]), TYPES, st.just("reports"), st.just(2)
    ),
    st.tuples(st.just("lose"), st.just("delivery"), TYPES, st.just("reports"), st.integers(1, 3)),
    st.tuples(st.just("replay"), st.just("reports"), st.integers(1, 8)),
)
OUTAGES = st.one_of(
    st.tuples(st.just("down"), st.sampled_from(["reports", "bus"])),
    st.tuples(
        st.just("down"),
        st.just("reports"),
        st.sampled_from(["before commit", "after commit", "before acknowledging"]),
    ),
    st.tuples(st.just("up"), st.sampled_from(["reports", "bus"])),
    st.tuples(st.just("run"), st.sampled_from([1, 40, 900, 16 * DAY_MS])),
)
SCHEDULES = st.lists(st.one_of(WRITES, WRITES, TROUBLE, OUTAGES), max_size=20)


def carry_out(schedule: list[tuple[Any, ...]]) -> None:
    shop = Shop()
    shop.lab.bus.ack_wait_ms = 50
    for what, *arguments in schedule:
        part = next(it for it in (shop, shop.lab, shop.lab.bus) if hasattr(it, what))
        getattr(part, what)(*arguments)
    shop.bring_all()
    assert shop.said() == shop.due()
    assert shop.lab.bus.waiting("reports") == 0


@settings(max_examples=40, deadline=None)
@given(SCHEDULES)
def test_once_all_is_quiet_the_figures_are_right(schedule: list[tuple[Any, ...]]) -> None:
    carry_out(schedule)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(SCHEDULES)
def test_once_all_is_quiet_the_figures_are_right_very_often(
    schedule: list[tuple[Any, ...]],
) -> None:
    carry_out(schedule)
