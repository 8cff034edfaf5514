"""D1: the big problem is the data."""

from fastapi import FastAPI

from course.claims.finding import Finding, judged
from course.claims.stage import ADA, open_shop
from course.lab import Lab
from course.lab.errors import NotYourDatabase
from course.ports import Database
from course.shop import direct, monolith
from course.shop.monolith.purchases import PURCHASES_OF_USER


def joiner(db: Database) -> FastAPI:
    """Tries to answer purchases with the monolith's statement, on whatever database it is given."""
    app = FastAPI()

    @app.get("/join")
    async def join() -> int:
        return len(await db.query(PURCHASES_OF_USER, user_id=ADA))

    return app


def can_join(lab: Lab, owner: str) -> bool:
    """Whether the statement can be answered by the database of ``owner``."""
    lab.start(joiner, name=owner)
    try:
        return lab.get(f"http://{owner}/join").ok
    except NotYourDatabase:
        return False


def nobody_can_join() -> Finding:
    """D1: count the statements behind purchases; then try the join on every database."""
    whole = open_shop(monolith).get(f"/purchases/{ADA}")
    statements = [span for span in whole.trace if "db.namespace" in span.attributes]
    split = open_shop(direct)
    owners = [name for name, service in split.services.items() if service.database]
    tables = {owner: list(split.tables(owner)) for owner in owners}
    able = [owner for owner in owners if can_join(open_shop(direct), owner)]
    numbers = {
        "monolith: statements for purchases": len(statements),
        "monolith: tables it reads": statements[0].name.split()[1:],
        "monolith can join": can_join(open_shop(monolith), "shop"),
        "direct: tables of each database": tables,
        "direct: databases": len(owners),
        "direct: databases that can join": len(able),
    }
    return Finding(
        "D1",
        "the big problem is the data",
        judged(len(statements) == 1 and bool(numbers["monolith can join"]) and not able),
        numbers,
    )
