"""Notebook 01: a feature of the monolith, with its table, its logic and its routes."""

from course.study.exercise import Answer, Exercise, Played, Wrong
from course.study.referee.posting import OUR_FAULT
from course.study.referee.wish_runs import schedules
from course.study.referee.wishing import (
    KEPT,
    LISTS,
    ONCE,
    REFUSES,
    TODAY,
    WHOLE,
    a_table_has_them,
    open_shop,
)

SETUP = """\
from fastapi import FastAPI
from pydantic import BaseModel

from course.shop.errors import Conflict, NotFound, Refused
from course.shop.fields import Id
from course.shop.monolith.products import find_product
from course.shop.monolith.users import find_user, get_user
"""

WISHES = '''\
WISHES = """
create table if not exists wishes (
    user_id integer not null references users,
    product_id integer not null references products,
    unique (user_id, product_id)
)
"""
'''

ACCESS = """\


class NewWishes(BaseModel):
    user_id: Id
    product_ids: list[Id]


async def insert_wish(db, user_id, product_id):
    await db.query(
        "insert into wishes values (:user_id, :product_id) on conflict do nothing",
        user_id=user_id,
        product_id=product_id,
    )


"""

READ = """
    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: Id):
        await get_user(db, user_id)
        return await db.query(
            "select product_id, title, price_cents from wishes"
            " join products on products.id = product_id where user_id = :id",
            id=user_id,
        )
"""

POST = """\
def add_wishes(app, db):
    db.schema(WISHES)

    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        async with db.transaction() as tx:
            if await find_user(tx, new.user_id) is None:
                raise Refused("user_id", "unknown")
            for product_id in new.product_ids:
                if await find_product(tx, product_id) is None:
                    raise Refused("product_ids", "unknown")
                await insert_wish(tx, new.user_id, product_id)
"""


def feature(wishes: str = WISHES, access: str = ACCESS, post: str = POST, read: str = READ) -> str:
    """The source of a wish list: as in the solution, but for what is given."""
    return wishes + access + post + read


EXERCISE = Exercise(
    id="add-a-wish-list",
    notebook="01",
    title="Add a wish list",
    task=(
        "Let users wish for products, several in one request, and show what somebody wishes for. "
        "What cannot be is refused, and leaves nothing."
    ),
    hand_in=("add_wishes",),
    setup=SETUP,
    starter="""\
def add_wishes(app, db):
    @app.post("/wishes", status_code=201)
    async def post_wishes(new: dict):
        ...

    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: int):
        ...
""",
    hints=(
        "Go layer by layer, as with users: a table (db.schema), the shape of what comes in, "
        "statements, rules, routes. The wish list needs one row for each wish.",
        "Let the database promise what it can: unique (user_id, product_id). The insert of users "
        "shows what to say when it is there already. And title and price stand in products: join.",
        "class NewWishes(BaseModel): user_id: Id and product_ids: list[Id]. Look for the user with "
        "find_user and for each product with find_product, and raise Refused where there is none.",
        "async with db.transaction() as tx: around all of it, and tx in place of db inside. To "
        "read, await get_user(db, user_id) first: it raises NotFound.",
    ),
    check=Played(open_shop, schedules, a_table_has_them),
    solution=Answer(
        feature(),
        "The shape refuses what makes no sense, the logic what cannot be, and both say which field "
        "is wrong. The transaction undoes what was written before a refusal, or before the power "
        "failed. unique lets nobody wish twice, at whatever moment. And the join reads today's "
        "price where it stands.",
    ),
    right=(
        Answer("""\
WISHES = "create table if not exists wish_lists (user_id primary key, product_ids)"


class Wishes(BaseModel):
    user_id: Id
    product_ids: set[Id]


def add_wishes(app, db):
    db.schema(WISHES)

    async def wishes_of(tx, user_id):
        rows = await tx.query("select product_ids from wish_lists where user_id = :u", u=user_id)
        return set(map(int, rows[0]["product_ids"].split())) if rows else set()

    @app.post("/wishes", status_code=201)
    async def post_wishes(wishes: Wishes):
        await get_user(db, wishes.user_id)
        found = [await find_product(db, number) for number in wishes.product_ids]
        if None in found:
            raise NotFound("product_ids", "one")
        async with db.transaction() as tx:
            everything = await wishes_of(tx, wishes.user_id) | wishes.product_ids
            await tx.query(
                "insert or replace into wish_lists values (:user, :all)",
                user=wishes.user_id,
                all=" ".join(map(str, everything)),
            )

    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: Id):
        await get_user(db, user_id)
        rows = [await find_product(db, number) for number in await wishes_of(db, user_id)]
        return [{"product_id": row["id"], **row} for row in rows]
"""),
        Answer("""\
import json


class Many(BaseModel):
    user_id: Id
    product_ids: list[Id]


def add_wishes(app, db):
    db.schema("create table if not exists wants (who integer, what integer, unique (who, what))")

    @app.post("/wishes", status_code=201)
    async def post_wishes(many: Many):
        wanted = json.dumps(many.product_ids)
        if not await find_user(db, many.user_id):
            raise Refused("user_id", "nobody")
        unknown = await db.query(
            "select value from json_each(:wanted) where value not in (select id from products)",
            wanted=wanted,
        )
        if unknown:
            raise Refused("product_ids", "nothing")
        await db.query(
            "insert or ignore into wants select :who, value from json_each(:wanted)",
            who=many.user_id,
            wanted=wanted,
        )

    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: Id):
        rows = await db.query(
            "select product_id, title, price_cents from users"
            " left join (select who, products.id as product_id, title, price_cents from wants"
            " join products on products.id = what) on who = users.id where users.id = :id",
            id=user_id,
        )
        if not rows:
            raise NotFound("user_id", "nobody")
        return [row for row in rows if row["product_id"]]
"""),
    ),
    wrong=(
        Wrong(
            feature(
                post="""\
def add_wishes(app, db):
    db.schema(WISHES)

    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        for product_id in new.product_ids:
            await insert_wish(db, new.user_id, product_id)
"""
            ),
            REFUSES,
            "500 came back, because shop raised IntegrityError",
            2,
        ),
        Wrong(
            feature(
                post="""\
def add_wishes(app, db):
    db.schema(WISHES)

    @app.post("/wishes", status_code=201)
    async def post_wishes(new: dict):
        async with db.transaction() as tx:
            if await find_user(tx, new["user_id"]) is None:
                raise Refused("user_id", "unknown")
            for product_id in new["product_ids"]:
                if await find_product(tx, product_id) is None:
                    raise Refused("product_ids", "unknown")
                await insert_wish(tx, new["user_id"], product_id)
"""
            ),
            REFUSES,
            "because shop raised KeyError",
            1,
        ),
        Wrong(
            feature(
                post="""\
def add_wishes(app, db):
    db.schema(WISHES)

    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        if await find_user(db, new.user_id) is None:
            raise Refused("user_id", "unknown")
        for product_id in new.product_ids:
            if await find_product(db, product_id) is None:
                raise Refused("product_ids", "unknown")
            await insert_wish(db, new.user_id, product_id)
"""
            ),
            WHOLE,
            "nothing of a request that was refused on the list of Ada",
            4,
        ),
        Wrong(
            feature(
                post="""\
def add_wishes(app, db):
    db.schema(WISHES)

    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        if await find_user(db, new.user_id) is None:
            raise Refused("user_id", "unknown")
        for product_id in new.product_ids:
            if await find_product(db, product_id) is None:
                raise Refused("product_ids", "unknown")
        for product_id in new.product_ids:
            await insert_wish(db, new.user_id, product_id)
"""
            ),
            WHOLE,
            "the power fails",
            5,
        ),
        Wrong(
            feature(
                wishes=WISHES.replace("unique", "title text, price_cents integer, unique"),
                post="""\
def add_wishes(app, db):
    db.schema(WISHES)

    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        async with db.transaction() as tx:
            await get_user(tx, new.user_id)
            for product_id in new.product_ids:
                product = await find_product(tx, product_id)
                if product is None:
                    raise Refused("product_ids", "unknown")
                await tx.query(
                    "insert into wishes values (:user, :id, :title, :price_cents)"
                    " on conflict do nothing",
                    user=new.user_id,
                    **product,
                )
""",
                read="""
    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: Id):
        await get_user(db, user_id)
        return await db.query("select * from wishes where user_id = :id", id=user_id)
""",
            ),
            TODAY,
            "price_cents of Cup: 300",
            5,
        ),
        Wrong(
            feature(
                wishes="LISTS = {}\n",
                post="""\
def add_wishes(app, db):
    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        await get_user(db, new.user_id)
        for product_id in new.product_ids:
            if await find_product(db, product_id) is None:
                raise Refused("product_ids", "unknown")
        LISTS.setdefault(new.user_id, set()).update(new.product_ids)
""",
                read="""
    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: Id):
        await get_user(db, user_id)
        found = [await find_product(db, each) for each in LISTS.get(user_id, ())]
        return [{"product_id": product["id"], **product} for product in found]
""",
            ),
            KEPT,
            "Declare a table with db.schema",
            0,
        ),
        Wrong(
            feature(wishes=WISHES.replace(",\n    unique (user_id, product_id)", "")),
            ONCE,
            "it is on it 2 times",
            5,
        ),
        Wrong(
            feature(read=READ.replace("        await get_user(db, user_id)\n", "")),
            REFUSES,
            "An empty list says: this user has no wishes",
            1,
        ),
        Wrong(
            feature(access=ACCESS.replace(" on conflict do nothing", "")),
            ONCE,
            "may be wished for again",
            4,
        ),
        Wrong(
            feature(wishes=WISHES.replace(" if not exists", "")),
            "runs in the lab",
            "already exists",
            2,
        ),
        Wrong(
            feature()
            .replace("add_wishes(app, db)", "add_wishes(db)")
            .replace("    db.schema", '    app = new_app("wishes")\n    db.schema'),
            "starts",
            "it is called with app and db, and yours takes db",
        ),
        Wrong(
            feature().replace("def add_wishes", "async def add_wishes"),
            "starts",
            "add_wishes is an async def",
        ),
        Wrong(
            feature(
                post=POST.replace(
                    "    db.schema(WISHES)\n", "    db.schema(WISHES)\n    lists = {}\n"
                )
                + "        lists.pop(new.user_id, None)\n",
                read="""
    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: Id):
        await get_user(db, user_id)
        if user_id not in lists:
            lists[user_id] = await db.query(
                "select product_id, title, price_cents from wishes"
                " join products on products.id = product_id where user_id = :id",
                id=user_id,
            )
        return lists[user_id]
""",
            ),
            TODAY,
            "price_cents of Cup: 300",
            6,
        ),
        Wrong(
            feature(
                post=POST.replace(
                    "        async with",
                    """\
        if len(set(new.product_ids)) < len(new.product_ids):
            raise Refused("product_ids", "twice")
        async with""",
                )
            ),
            ONCE,
            "in one request or in another",
            3,
        ),
        Wrong(
            feature(post=POST.replace('raise Refused("product_ids", "unknown")', "continue")),
            REFUSES,
            "Do not pass over what is not there",
            3,
        ),
        Wrong(
            feature(
                post="""\
def add_wishes(app, db):
    db.schema(WISHES)

    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        await get_user(db, new.user_id)
        found = [await find_product(db, product_id) for product_id in new.product_ids]
        if any(found):
            if None in found:
                raise Refused("product_ids", "unknown")
            async with db.transaction() as tx:
                for product_id in new.product_ids:
                    await insert_wish(tx, new.user_id, product_id)
""",
            ),
            REFUSES,
            "Ada wishes for a product that is not there",
            2,
        ),
        Wrong(
            feature(
                read="""
    async def of(user_id):
        await get_user(db, user_id)
        return await db.query(
            "select product_id, title, price_cents from wishes"
            " join products on products.id = product_id where user_id = :id",
            id=user_id,
        )

    @app.get("/wishes/{user_id}")
    async def read_wishes(user_id: Id):
        try:
            return await of(user_id)
        except NotFound:
            raise
        except Exception:
            return []
"""
            ),
            OUR_FAULT,
            "200 came back, with []",
            3,
        ),
        Wrong(
            feature(
                post=POST.replace(
                    """    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
""",
                    """    @app.post("/wishes", status_code=201)
    async def post_wishes(new: NewWishes):
        try:
            await keep(new)
        except Refused:
            raise
        except Exception:
            raise Refused("product_ids", "unknown") from None

    async def keep(new):
""",
                )
            ),
            OUR_FAULT,
            "422 came back",
            4,
        ),
        Wrong(
            feature(read=READ.replace("= :id", "= :id and price_cents > 0")),
            LISTS,
            "the price of the Cup becomes 0 cents",
            5,
        ),
        Wrong(
            feature(read=READ.replace("= :id", "= :id group by title")),
            LISTS,
            "another Cup is listed",
            5,
        ),
        Wrong(
            feature(
                wishes=WISHES.replace("unique (user_id, product_id)", "pair text unique"),
                access=ACCESS.replace(":product_id)", ":product_id, :user_id || :product_id)"),
            ),
            LISTS,
            "1 and 11 are the same as 11 and 1",
            1,
        ),
        Wrong(
            feature(read=READ.replace("user_id: Id", "user_id: int")),
            REFUSES,
            "Say Id in the address",
            1,
        ),
        Wrong(
            feature(access=ACCESS.replace("list[Id]", "list[Id] = []")),
            REFUSES,
            "you send a wish without product_ids",
            2,
        ),
    ),
)
