"""Notebook 01: one piece of logic answers with what should stay inside, and leaves half a thing."""

from course.study.exercise import Answer, Exercise, Played, Wrong
from course.study.referee.posting import OUR_FAULT
from course.study.referee.stock_runs import schedules
from course.study.referee.stocking import (
    ADD,
    INSIDE,
    LEFT,
    REFUSES,
    RESERVE,
    TAKE,
    WHOLE,
    WORKS,
    open_shop,
)

SETUP = f'''\
from fastapi import HTTPException
from fastapi.responses import JSONResponse

from course.shop.errors import Conflict, NotFound, Refused
from course.shop.monolith.products import find_product

ADD = """{ADD}"""
RESERVE = "{RESERVE}"
TAKE = """{TAKE}"""
LEFT = "{LEFT}"


async def known(db, product_id):
    if await find_product(db, product_id) is None:
        raise NotFound("product_id", f"there is no product {{product_id}}")
'''

DELIVER = """\
async def deliver(db, new):
    await known(db, new.product_id)
    await db.query(ADD, **dict(new))


"""
IN_STOCK = """\


async def in_stock(db, product_id):
    await known(db, product_id)
    rows = await db.query(LEFT, id=product_id)
    return rows[0]["pieces"] if rows else 0
"""


MENDED = """\
async def reserve(db, new):
    async with db.transaction() as tx:
        if await in_stock(tx, new.product_id) < new.pieces:
            raise Conflict("pieces", "not enough")
        await tx.query(RESERVE, **dict(new))
        await tx.query(TAKE, **dict(new))
"""


def with_the_others(reserve: str = MENDED, deliver: str = DELIVER, in_stock: str = IN_STOCK) -> str:
    """All three pieces of logic, as they stand in the notebook's cell; imports come first."""
    imports, define, logic = reserve.partition("async def")
    return f"{imports}{deliver}{define}{logic}{in_stock}"


EXERCISE = Exercise(
    id="find-the-leak",
    notebook="01",
    title="Find the leak",
    task=(
        "One of deliver, reserve and in_stock answers with what should stay inside, and leaves "
        "half of what it refused. Find it, and mend it."
    ),
    hand_in=("deliver", "reserve", "in_stock"),
    setup=SETUP,
    starter=with_the_others("""\
async def reserve(db, new):
    try:
        await db.query(RESERVE, **dict(new))
        await db.query(TAKE, **dict(new))
    except Exception as error:
        raise HTTPException(500, str(error)) from None
"""),
    hints=(
        "Ask each of the three for what cannot be: a product 99, and more pieces than there are. "
        "Look at the status, at every word of the answer, and at lab.tables afterwards.",
        "It is reserve. Whose mistake is it when somebody wants more than there is? Which of the "
        "errors of the shop says so? And whose is it when the database is down?",
        "Without try and except, what nobody foresaw becomes a 500 without details, by itself. "
        "What you do foresee, look for first: await known(...), and then how many are left.",
        "Put everything in reserve under async with db.transaction() as tx, and use tx.query. Give "
        'tx to known and in_stock, too. raise Conflict("pieces", ...) if there are too few.',
    ),
    check=Played(open_shop, schedules),
    solution=Answer(
        with_the_others(),
        "What a client can do wrong is looked for and said in words of yours, with a 4xx. What "
        "nobody foresaw is not caught here: the middleware makes a 500 of it that tells nothing. "
        "And in a transaction both statements happen or neither, and nobody takes the last piece "
        "between the look and the write.",
    ),
    right=(
        Answer(
            with_the_others("""\
import sqlite3


async def reserve(db, new):
    await known(db, new.product_id)
    try:
        async with db.transaction() as tx:
            await tx.query(RESERVE, **dict(new))
            taken = await tx.query(TAKE, **dict(new))
            if not taken:
                raise Conflict("pieces", "none")
    except sqlite3.IntegrityError:
        raise Conflict("pieces", "few") from None
""")
        ),
        Answer(
            with_the_others("""\
async def reserve(db, new):
    enough = "and pieces >= :pieces"
    async with db.transaction() as step:
        if await find_product(step, new.product_id) is None:
            raise Refused("product_id", "unknown")
        statement = TAKE.replace("returning", f"{enough} returning")
        if len(await step.query(statement, **new.model_dump())) == 0:
            raise Refused("pieces", "few")
        await step.query(RESERVE, **new.model_dump())
""")
        ),
    ),
    wrong=(
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    await db.query(RESERVE, **dict(new))
    await db.query(TAKE, **dict(new))
"""),
            REFUSES,
            "500 came back, because shop raised IntegrityError",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    await known(db, new.product_id)
    try:
        await db.query(RESERVE, **dict(new))
        await db.query(TAKE, **dict(new))
    except Exception as error:
        raise Conflict("pieces", str(error)) from None
"""),
            INSIDE,
            "CHECK constraint failed",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    await known(db, new.product_id)
    try:
        await db.query(RESERVE, **dict(new))
        await db.query(TAKE, **dict(new))
    except Exception:
        raise HTTPException(409, "not enough") from None
"""),
            REFUSES,
            "errors that say: field pieces, and why",
            3,
        ),
        Wrong(
            with_the_others("""\
import sqlite3


async def reserve(db, new):
    await known(db, new.product_id)
    try:
        await db.query(RESERVE, **dict(new))
        await db.query(TAKE, **dict(new))
    except sqlite3.IntegrityError:
        raise Conflict("pieces", "not enough") from None
"""),
            WHOLE,
            "3 in stock and 4 reserved",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    try:
        async with db.transaction() as tx:
            if await in_stock(tx, new.product_id) < new.pieces:
                raise Conflict("pieces", "not enough")
            await tx.query(RESERVE, **dict(new))
            await tx.query(TAKE, **dict(new))
    except NotFound:
        raise
    except Exception:
        raise Conflict("pieces", "not enough") from None
"""),
            OUR_FAULT,
            "409 came back",
            4,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    if await in_stock(db, new.product_id) < new.pieces:
        raise Conflict("pieces", "not enough")
    async with db.transaction() as tx:
        await tx.query(RESERVE, **dict(new))
        await tx.query(TAKE, **dict(new))
"""),
            REFUSES,
            "two clients at once reserve",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    await known(db, new.product_id)
    enough = TAKE.replace("returning", "and pieces >= :pieces returning")
    if not await db.query(enough, **dict(new)):
        raise Conflict("pieces", "not enough")
    await db.query(RESERVE, **dict(new))
"""),
            WHOLE,
            "the power fails",
            3,
        ),
        Wrong(
            with_the_others("""\
import sqlite3


async def reserve(db, new):
    await known(db, new.product_id)
    async with db.transaction() as tx:
        try:
            await tx.query(RESERVE, **dict(new))
            await tx.query(TAKE, **dict(new))
        except sqlite3.IntegrityError:
            return
"""),
            REFUSES,
            "201 came back",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    async with db.transaction() as tx:
        await tx.query(RESERVE, **dict(new))
        if await in_stock(tx, new.product_id) < new.pieces:
            return JSONResponse({"errors": [{"field": "pieces", "why": "not enough"}]}, 409)
        return await tx.query(TAKE, **dict(new))
"""),
            WHOLE,
            "3 in stock and 4 reserved",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    await known(db, new.product_id)
    try:
        async with db.transaction() as tx:
            await tx.query(RESERVE, **dict(new))
            if not await tx.query(TAKE, **dict(new)):
                raise Conflict("pieces", "none")
    except Exception:
        raise Conflict("pieces", "not enough") from None
"""),
            OUR_FAULT,
            "409 came back",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    await known(db, new.product_id)
    try:
        async with db.transaction() as tx:
            if await in_stock(tx, new.product_id) < new.pieces:
                raise Conflict("pieces", "not enough")
            await tx.query(RESERVE, **dict(new))
            await tx.query(TAKE, **dict(new))
    except Conflict:
        raise
    except Exception as error:
        raise HTTPException(503, str(error)) from None
"""),
            INSIDE,
            "shop.db cannot be reached",
            3,
        ),
        Wrong(
            with_the_others("""\
async def reserve(db, new):
    await known(db, new.product_id)
    enough = TAKE.replace("returning", "and pieces >= :pieces returning")
    async with db.transaction() as tx:
        if not await tx.query(enough, **dict(new)):
            raise Conflict("pieces", "not enough")
    await db.query(RESERVE, **dict(new))
"""),
            WHOLE,
            "right after the first commit the power fails",
            3,
        ),
        Wrong(
            with_the_others(
                in_stock="""\


COUNTED = {}


async def in_stock(db, product_id):
    await known(db, product_id)
    if product_id not in COUNTED:
        rows = await db.query(LEFT, id=product_id)
        COUNTED[product_id] = rows[0]["pieces"] if rows else 0
    return COUNTED[product_id]
"""
            ),
            WORKS,
            "Ask the table each time",
            4,
        ),
        Wrong(
            with_the_others(
                in_stock="""\


async def in_stock(db, product_id):
    await known(db, product_id)
    try:
        rows = await db.query(LEFT, id=product_id)
    except Exception:
        rows = []
    return rows[0]["pieces"] if rows else 0
"""
            ),
            OUR_FAULT,
            "200 came back, with 0",
            3,
        ),
        Wrong(
            with_the_others(
                deliver="""\
async def deliver(db, new):
    try:
        await known(db, new.product_id)
    except Exception:
        raise NotFound("product_id", "unknown") from None
    await db.query(ADD, **dict(new))


"""
            ),
            OUR_FAULT,
            "404 came back",
            3,
        ),
        Wrong(
            with_the_others(
                deliver="""\
async def deliver(db, new):
    left = await in_stock(db, new.product_id)
    set_to = ADD.replace("pieces + excluded.pieces", "excluded.pieces")
    await db.query(set_to, product_id=new.product_id, pieces=left + new.pieces)


"""
            ),
            WORKS,
            "between a look and a write",
            2,
        ),
    ),
)
