"""Reports: what did the shop earn, by product, by user, by month? Sums over copies of all orders.

An order tells no price. What it was sold for is the price that was in force when it was placed, so
every price is kept with the time from which it was told, and each order is joined to the last price
before it when somebody asks. What comes late, twice or in another order changes nothing about that:
once all has come, the figures are right. An order waits until a price of its product has come.
"""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Bus, Columns, Event, Queries, Row
from course.shop.middleware import new_app

COPIES = """
create table if not exists prices (
    product_id bigint,
    version bigint,
    told timestamp not null,
    title text not null,
    price_cents bigint not null,
    primary key (product_id, version)
);
create table if not exists orders (
    id bigint primary key,
    user_id bigint not null,
    product_id bigint not null,
    placed timestamp not null
)
"""

SALES = """
create view if not exists sales as
with since as (
    select
        *,
        min(version) over (partition by product_id) as first,
        if(version = first, timestamp '-infinity', told) as since
    from prices
),
in_force as (
    select
        product_id, since,
        max_by(title, version) as title,
        max_by(price_cents, version) as price_cents
    from since
    group by product_id, since
)
select orders.user_id, orders.product_id, orders.placed, in_force.title, in_force.price_cents
from orders
asof join in_force
on in_force.product_id = orders.product_id and in_force.since <= orders.placed
"""
# The first price counts from ever: two services' clocks need not agree to the millisecond.

BY_PRODUCT = """
select
    product_id,
    max_by(title, placed) as title,
    count(*) as orders,
    sum(price_cents)::bigint as revenue_cents
from sales
group by product_id
order by revenue_cents desc, product_id
"""

BY_USER = """
select user_id, count(*) as orders, sum(price_cents)::bigint as revenue_cents
from sales
group by user_id
order by revenue_cents desc, user_id
"""

BY_MONTH = """
select
    strftime(placed, '%Y-%m') as month,
    count(*) as orders,
    sum(price_cents)::bigint as revenue_cents
from sales
group by month
order by month
"""


class OfProduct(BaseModel):
    """What a product has brought in."""

    product_id: int
    title: str
    orders: int
    revenue_cents: int


class OfUser(BaseModel):
    """What a user has paid."""

    user_id: int
    orders: int
    revenue_cents: int


class OfMonth(BaseModel):
    """What came in within a month of the calendar: ``1970-01``. Months are those of UTC."""

    month: str
    orders: int
    revenue_cents: int


async def find_products(columns: Queries) -> list[Row]:
    """A row for each product that was sold, the most revenue first."""
    return await columns.query(BY_PRODUCT)


async def find_users(columns: Queries) -> list[Row]:
    """A row for each user who has bought, the most revenue first."""
    return await columns.query(BY_USER)


async def find_months(columns: Queries) -> list[Row]:
    """A row for each month in which something was sold, from the first to the last."""
    return await columns.query(BY_MONTH)


class Priced(BaseModel):
    """What this service needs of a product."""

    id: int
    version: int
    title: str
    price_cents: int


class Ordered(BaseModel):
    """What it needs of an order."""

    id: int
    user_id: int
    product_id: int


async def copy_price(event: Event, tx: Queries) -> None:
    """Keep a price beside those before it. Told twice, it is kept once."""
    await tx.query(
        "insert into prices (product_id, version, told, title, price_cents)"
        " values (:id, :version, :told, :title, :price_cents) on conflict do nothing",
        told=event.time,
        **Priced(**event.data).model_dump(),
    )


async def copy_order(event: Event, tx: Queries) -> None:
    """Keep an order. Told twice, it is kept once."""
    await tx.query(
        "insert into orders (id, user_id, product_id, placed)"
        " values (:id, :user_id, :product_id, :placed) on conflict do nothing",
        placed=event.time,
        **Ordered(**event.data).model_dump(),
    )


def reports(columns: Columns, bus: Bus) -> FastAPI:
    """The service."""
    columns.schema(COPIES)
    columns.schema(SALES)
    bus.on("product.listed")(copy_price)
    bus.on("product.repriced")(copy_price)
    bus.on("order.placed")(copy_order)
    app = new_app("reports")

    @app.get("/reports/products")
    async def read_products() -> list[OfProduct]:
        return [OfProduct(**row) for row in await find_products(columns)]

    @app.get("/reports/users")
    async def read_users() -> list[OfUser]:
        return [OfUser(**row) for row in await find_users(columns)]

    @app.get("/reports/months")
    async def read_months() -> list[OfMonth]:
        return [OfMonth(**row) for row in await find_months(columns)]

    return app
