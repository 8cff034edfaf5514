"""Notebook 08: a copy keeps one thing more of what it is told, and answers with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Lab
from course.shop import copying
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee.broken import Broken, same, shown, told
from course.study.referee.copies import HANDLES, KEEP_IT, Replay, Restart, check_laid_aside
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, Reprice, SignUp, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Double, Down, Slow, Up

AS_BEFORE = "answers what it answered before"
SINCE = "says since when each price holds"
FOLLOWS = "follows a change of price"
EARLIER = "says what the event says, also of what was told long ago"
STAYS = "knows it when it starts again"

ADVICE = {
    SINCE: (
        "Each line says since when its own product has its price. A model such as Purchases lets "
        "nothing through that it does not name."
    ),
    FOLLOWS: "A change of price tells a new price, and so a new time. Both events count.",
    EARLIER: (
        "A service that joins late is told what happened long before. So it is not the time at "
        "which it hears of a price, nor that of an order: look at event.time, in the event that "
        "tells the price."
    ),
    STAYS: KEEP_IT,
}
EVE, KETTLE = "Eve", "Kettle"
"""Eve bought a Kettle, and its price changed, before purchases was there."""


@dataclass(frozen=True)
class Look(Step):
    """Everything on its way arrives, and somebody's purchases are read."""

    name: str = "Ada"

    @property
    def words(self) -> str:
        return f"when all has arrived, you look at what {self.name} bought"

    def do(self, run: Run) -> None:
        run.lab.settle()
        known = {EVE: 1, "nobody": NOBODY} | run.users
        if self.name not in known or run.down:
            return
        check_laid_aside(run, "purchases")
        user_id = known[self.name]
        advice = ADVICE[STAYS] if run.notes.get("restarted") else ""
        clause = STAYS if advice else AS_BEFORE
        answer = run.lab.get(f"/purchases/{user_id}")
        if user_id == NOBODY:
            if answer.status != 404:
                raise Broken(AS_BEFORE, "404, as there is no such user", told(answer))
            return
        body = run.answered(clause, answer, f"GET /purchases/{user_id}", advice)
        expected = expected_of(run, user_id)
        found = lines(body)
        (owned,) = [row for row in run.rows("users", "users") if row["id"] == user_id]
        who = {key: body.get(key) for key in ("user_id", "name")}
        same(AS_BEFORE, "whose it is", who, {"user_id": user_id, "name": owned["name"]})
        plain = [{key: each.get(key) for key in PLAIN} for each in found]
        was = [{key: each[key] for key in PLAIN} for each in expected]
        same(AS_BEFORE, f"what {self.name} bought", plain, was, "Keep all that was there.")
        for line, right in zip(found, expected, strict=True):
            since = line.get("since")
            clause = _clause(run, line["product_id"], since)
            what = f"since, for the {line['title']} at {line['price_cents']} cents"
            same(clause, what, since, right["since"], ADVICE[clause])


PLAIN = ("order_id", "product_id", "title", "price_cents")


def lines(body: Any) -> list[dict[str, Any]]:
    """The purchases in an answer."""
    found = body.get("purchases") if isinstance(body, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        expected = "user_id, name and purchases, a list of lines"
        raise Broken(AS_BEFORE, expected, f"it was {shown(body)}", "Keep all that was there.")
    return found


def told_at(run: Run) -> dict[tuple[int, int], str]:
    """When each version of each product was told, by id and version."""
    return {
        (event.data["id"], event.data["version"]): event.time
        for _, event in run.lab.bus.events()
        if event.type.startswith("product.")
    }


def expected_of(run: Run, user_id: int) -> list[dict[str, Any]]:
    """The lines of the answer, from what the owners have and from the log of the bus."""
    times = told_at(run)
    products = {row["id"]: row for row in run.rows("products", "products")}
    found = []
    for order in run.rows("orders", "orders"):
        product = products[order["product_id"]]
        line = {"order_id": order["id"], "product_id": product["id"]}
        line |= {key: product[key] for key in ("title", "price_cents")}
        line["since"] = times[product["id"], product["version"]]
        if order["user_id"] == user_id:
            found.append(line)
    return found


def _clause(run: Run, product_id: int, found: Any) -> str:
    """What was found instead of the right time decides what is broken."""
    if run.notes.get("restarted"):
        return STAYS
    if any(found == time for (id, _), time in told_at(run).items() if id == product_id):
        return FOLLOWS
    return EARLIER if product_id == 1 and found is not None else SINCE


def open_shop(lab: Lab, purchases: Callable[..., object]) -> None:
    """The shop that tells what changes. A day after Eve bought something, purchases joins."""
    others = [each for each in copying.SERVICES if each.__name__ != "purchases"]
    lab.start(*others)
    lab.post("/users", json={"name": EVE, "email": "eve@example.org"})
    lab.post("/products", json={"title": KETTLE, "price_cents": 3000})
    lab.settle()
    lab.post("/orders", json={"user_id": 1, "product_id": 1})
    lab.patch("/products/1", json={"price_cents": 2800})
    lab.run(86_400_000)
    lab.start(purchases, name="purchases")
    lab.settle()


ADA, BOB, POT, CUP = SignUp("Ada"), SignUp("Bob"), ListProduct("Teapot"), ListProduct("Cup")
HEARD, LOOK = Wait(100), Look()
BUYS, CHANGES = Buy("Ada", "Teapot"), (Reprice("Teapot", 2600), Reprice("Cup", 500))
MORE = (Buy("Ada", "Cup"), Buy("Bob", "Cup"), Buy("Bob", "Teapot"), BUYS, *CHANGES, Wait(700))


def schedules() -> list[Schedule]:
    at, repriced = "purchases", "product.repriced"
    bought = (ADA, POT, HEARD, BUYS)
    filled = (ADA, BOB, POT, CUP, HEARD)
    looks = (LOOK, Look("Bob"), Look(EVE))
    troubles = (Double(at, repriced), Double(at, "product.listed"), Slow("bus", at, 300))
    return [
        (Look(EVE),),
        (ADA, LOOK, Look("nobody")),
        (*bought, LOOK),
        (ADA, POT, CUP, HEARD, BUYS, Buy("Ada", "Cup"), LOOK),
        (*bought, Reprice("Teapot", 2600), LOOK),
        (Restart(at), Look(EVE)),
        (*bought, Slow("bus", at, 300), Reprice("Teapot", 2600), Double(at, repriced), LOOK),
        (*bought, Reprice("Teapot", 2600), Wait(700), Replay(at), LOOK),
        (*bought, Reprice("Teapot", 2600), Down("products"), LOOK, Up("products"), LOOK),
        (*mixed(1, filled, (*MORE, *troubles, *looks), 12), *looks),
        (*mixed(2, filled, MORE, 6), Down(at), *mixed(3, (), MORE, 4), Up(at), *looks),
    ]


EXERCISE = Exercise(
    id="copy-another-field",
    notebook="08",
    title="Keep a copy of another field",
    task=(
        "Let each line of the purchases also say since: the time at which its price was told, as "
        "it stands in the event."
    ),
    hand_in=("purchases",),
    setup="""\
from course.shop.copying.purchases import (
    COPIES,
    Purchases,
    copy_order,
    copy_product,
    copy_user,
    purchases_of,
)
from course.shop.errors import NotFound
from course.shop.fields import Id
from course.shop.middleware import new_app
""",
    starter="""\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        return (await purchases_of(db, user_id)).model_dump()

    return app
""",
    hints=(
        "What has to be there when somebody reads has to be kept when it is told. Which two "
        "events tell a price, and where does an event say when?",
        "An event may have several handlers. Write one more for both events, and give it a table "
        "of its own: db.schema(...) may be called twice. It takes (event, tx).",
        'The table has the id of the product and since. The handler writes event.data["id"] and '
        "event.time, and replaces the time that was there. Keep what is returned now in a name, "
        'such as answer, and add since to each line of answer["purchases"] before you return it.',
    ),
    check=Played(open_shop, schedules),
    solution=Answer(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        "The time is in the event, so it is the same for whoever hears of it, at once, late or "
        "again. Times of this form sort as text, so the newest stays. In a shop that is open "
        "already, the new table would begin empty: what was acknowledged does not come again by "
        "itself. replay brings it.",
    ),
    right=(
        Answer("""\
async def copy_with_time(event, tx):
    await copy_product(event, tx)
    await tx.query(
        "update products set since = :time where id = :id and version = :version",
        time=event.time,
        id=event.data["id"],
        version=event.data["version"],
    )


def purchases(db, bus):
    db.schema(COPIES)
    db.migrate("alter table products add column since text")
    bus.on("user.signed_up")(copy_user)
    bus.on("order.placed")(copy_order)
    bus.on("product.*")(copy_with_time)
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        since = {row["id"]: row["since"] for row in await db.query("select * from products")}
        for line in answer["purchases"]:
            line["since"] = since[line["product_id"]]
        return answer

    return app
"""),
        Answer("""\
JOIN = \"\"\"
select users.name, orders.id as order_id, product_id, title,
    products.price_cents, max(time) as since
from users
left join orders on orders.user_id = users.id
left join products on products.id = orders.product_id
left join prices on prices.product = products.id
where users.id = :user_id
group by users.id, orders.id
\"\"\"


def purchases(db, bus):
    prices = "create table if not exists prices (product, time, unique (product, time))"
    db.schema(f"{COPIES}; {prices}")
    handlers = {"user.signed_up": copy_user, "order.placed": copy_order}
    handlers |= {"product.listed": copy_product, "product.repriced": copy_product}
    for subject, handler in handlers.items():
        bus.on(subject)(handler)
    app = new_app("purchases")

    async def remember(event, tx):
        await tx.query(
            "insert or ignore into prices values (:id, :time)", id=event.data["id"], time=event.time
        )

    bus.on("product.>")(remember)

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        rows = await db.query(JOIN, user_id=user_id)
        if not rows:
            raise NotFound("user_id", "nobody")
        bought = [row for row in rows if row["title"]]
        return {"user_id": user_id, "name": rows[0]["name"], "purchases": bought}

    return app
"""),
    ),
    wrong=(
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            FOLLOWS,
            "Both events count",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do nothing",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            FOLLOWS,
            "a new time",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since)", id=event.data["id"], since=event.time
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            HANDLES,
            "and then its key is taken",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus, clock):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since real)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert or replace into told values (:id, :since)",
            id=event.data["id"],
            since=clock.now_ms,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            EARLIER,
            "hears of a price",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("order.placed")
    async def keep_time(event, tx):
        await tx.query(
            "insert or replace into told values (:id, :since)",
            id=event.data["product_id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            EARLIER,
            "nor that of an order",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert or replace into told values (:id, :since)",
            id=event.data["id"],
            since=event.data["time"],
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            HANDLES,
            "KeyError: 'time'",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    app = new_app("purchases")
    told = {}

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event):
        told[event.data["id"]] = max(event.time, told.get(event.data["id"], ""))

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            line["since"] = told[line["product_id"]]
        return answer

    return app
""",
            STAYS,
            "What is only in memory is gone",
            2,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        rows = await db.query("select max(since) as since from told")
        for line in answer["purchases"]:
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            SINCE,
            "its own product",
            5,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        rows = await db.query("select since from told order by id")
        answer["since"] = [row["since"] for row in rows]
        return answer

    return app
""",
            SINCE,
            "lets nothing through",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> Purchases:
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
            SINCE,
            "lets nothing through",
            1,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        lines = await db.query(
            "select orders.id as order_id, product_id, title, price_cents, since from orders"
            " join products on products.id = product_id join told on told.id = product_id"
            " where user_id = :id",
            id=user_id,
        )
        return {"user_id": user_id, "name": "Eve", "purchases": lines}

    return app
""",
            AS_BEFORE,
            "whose it is",
            2,
        ),
        Wrong(
            """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        return await db.query(
            "select title, since from orders join products on products.id = product_id"
            " join told on told.id = product_id where user_id = :id",
            id=user_id,
        )

    return app
""",
            AS_BEFORE,
            "Keep all that was there",
            1,
        ),
    ),
)
