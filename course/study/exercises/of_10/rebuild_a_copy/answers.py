"""Rebuild a copy: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_10.rebuild_a_copy.check import (
    FROM_LOG,
    MENDED,
    NO_MORE,
    OPEN,
    STAYS,
    WHOLE,
)

TAGS_SERVICE = """\
def tags(db, bus):
    db.schema(TAGS)
    app = new_app("tags")

    @bus.on("product.*")
    async def keep(event, tx):
        await tx.query(KEEP, **event.data)

    @app.get("/tags")
    async def read_tags():
        return await db.query("select id, title, price_cents from tags order by id")

    return app


"""


STARTS = "    lab.start(tags)\n"


def rebuilt(*parts: str, tags: str = TAGS_SERVICE) -> str:
    """A cell: the service, and what is done with the running shop."""
    return f"{tags}def rebuild(lab):\n{''.join(parts)}"


EMPTIES = """\
    def emptied(db, bus):
        db.schema("drop table if exists tags")
        return tags(db, bus)

    lab.start(emptied, name="tags")
"""
REPLAYS = """\
    lab.bus.replay("tags")
    lab.settle()
"""

SOLUTION = Answer(
    rebuilt(EMPTIES, STARTS, REPLAYS),
    "First the wrong rows go, once: the version that drops its table is replaced at once, so "
    "that a restart does no harm. Then the log tells everything again, from the first event "
    "on, and what is told meanwhile waits behind it. Nobody else notices.",
)

RIGHT = (
    Answer(
        rebuilt(
            STARTS,
            REPLAYS,
            tags=TAGS_SERVICE.replace(
                "db.schema(TAGS)\n", 'db.schema(TAGS)\n    db.migrate("delete from tags")\n'
            ),
        )
    ),
    Answer(
        rebuilt(
            STARTS,
            tags=TAGS_SERVICE.replace("(TAGS)", '(TAGS.replace("tags", "tags_2"))')
            .replace("(KEEP,", '(KEEP.replace("tags", "tags_2"),')
            .replace("from tags", "from tags_2")
            .replace('("product.*")', '("product.*", group="tags-2")'),
        )
    ),
    Answer(
        rebuilt(
            """\
    def cleaner(db):
        db.schema(f"{TAGS}; delete from tags")
        return new_app("cleaner")

    for version in (cleaner, tags):
        lab.start(version, name="tags")
    lab.bus.replay("tags", position=1)
"""
        )
    ),
)

WRONG = (
    Wrong(  # what is written stays written
        rebuilt(STARTS, REPLAYS),
        MENDED,
        "none is newer than the row that is there",
        5,
    ),
    Wrong(  # nobody tells it again
        rebuilt(EMPTIES, STARTS, "    lab.settle()\n"),
        WHOLE,
        "It has to be sent back to the start",
        5,
    ),
    Wrong(  # the version that empties stays
        rebuilt(EMPTIES, REPLAYS),
        STAYS,
        "whatever empties the table may do so once",
        6,
    ),
    Wrong(  # tags empties itself, whenever it starts
        rebuilt(
            STARTS,
            REPLAYS,
            tags=TAGS_SERVICE.replace(
                "db.schema(TAGS)\n", 'db.schema(TAGS)\n    db.schema("delete from tags")\n'
            ),
        ),
        STAYS,
        "tags was started again, and has: nothing",
        6,
    ),
    Wrong(  # told again, and then emptied
        rebuilt(STARTS, REPLAYS, EMPTIES, STARTS),
        WHOLE,
        "Its table has to be empty first",
        3,
    ),
    Wrong(  # overwrites what it is told of, and keeps what nobody tells of
        rebuilt(
            STARTS,
            REPLAYS,
            tags=TAGS_SERVICE.replace(
                "KEEP,",
                '"insert or replace into tags values (:id,:title,:price_cents,:version)",',
            ),
        ),
        NO_MORE,
        "No event tells of it, so none can take it away",
        5,
    ),
    Wrong(  # begins too late
        rebuilt(EMPTIES, STARTS, REPLAYS.replace('"tags"', '"tags", position=2')),
        WHOLE,
        "from the first",
        5,
    ),
    Wrong(  # asks instead of keeping
        rebuilt(
            STARTS,
            tags="""\
def tags(http):
    app = new_app("tags")

    @app.get("/tags")
    async def read_tags():
        return (await http.get("http://products/products")).json()

    return app


""",
        ),
        FROM_LOG,
        "no event of the Cup has come to it",
        3,
    ),
    Wrong(  # takes the rows from the owner's own table
        rebuilt(
            """\
    rows = lab.tables("products").get("products", [])

    def filled(db, bus):
        db.schema(f"{TAGS}; delete from tags")
        for row in rows:
            values = "{id}, '{title}', {price_cents}, {version}".format(**row)
            db.schema(f"insert into tags values ({values})")
        return tags(db, bus)

    lab.start(filled, name="tags")
    lab.start(tags)
    lab.settle()
"""
        ),
        FROM_LOG,
        "no event of the Cup has come to it",
        5,
    ),
    Wrong(  # stops the shop
        rebuilt(
            '    lab.down("products")\n',
            EMPTIES,
            STARTS,
            REPLAYS,
            '    lab.up("products")\n',
        ),
        OPEN,
        "Nobody has to be stopped",
        4,
    ),
)
