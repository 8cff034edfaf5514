"""Notebook 02: which service owns which data, and which data nobody owns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.study.exercise import Answer, Examined, Exercise, Wrong
from course.study.referee.broken import Broken, shown

OWNERS = ("users", "products", "orders", "reviews", "purchases", "nobody")
CHOICE = f"one of {', '.join(OWNERS[:-1])}, or nobody"
NAMED = "everything on the list has one answer"
ONE_NAME = f"Write one of: {', '.join(OWNERS)}."
ONE_OWNER = (
    "There is one owner for each: where two may write the same thing, they will one day differ."
)


@dataclass(frozen=True)
class Thing:
    """Something that the shop knows, who owns it, and what is said to each usual mistake."""

    name: str
    owner: str
    says: Mapping[str, str]
    look: str
    """Said to every other mistake."""
    column: tuple[str, str] | None = field(default=None)
    """The table and the column in which it stands in the shop of this notebook, if it does."""

    @property
    def clause(self) -> str:
        """What does not hold where another owner was named."""
        return f"it has its owner: {self.name}"

    def is_owned(self, owner: Any) -> None:
        """Raise ``Broken`` unless the right owner was named."""
        said = owner[self.name].lower()
        if said != self.owner:
            raise Broken(
                self.clause,
                "the one service that writes it down, or that has all it is made of; else nobody",
                f"you said {said}",
                self.says.get(said, self.look),
            )


THINGS = (
    Thing(
        "the email of a user",
        "users",
        {"nobody": "Look into lab.tables: in one of the databases there is a column email."},
        "Who refuses an email that is taken? Only who has them all can.",
        ("users", "email"),
    ),
    Thing(
        "today's price of a product",
        "products",
        {
            "orders": "Before anybody buys there is a price already, and no order. Which service "
            "answers the PATCH that changes it?",
        },
        "Which service answers the PATCH that changes it?",
        ("products", "price_cents"),
    ),
    Thing(
        "which user placed an order",
        "orders",
        {
            "users": "A user_id points at a user, and is not the user: users was not asked when "
            "the order was placed, and knows of none. Look in which table the user_id stands.",
            "nobody": "It stands in a row, so somebody wrote it. Look into lab.tables.",
        },
        "Look into lab.tables: in which of them is there a user_id?",
        ("orders", "user_id"),
    ),
    Thing(
        "the price that was paid for an order",
        "orders",
        {
            "products": "products knows what it costs today. Change the price, and ask it what was "
            "paid last week: it would say the new one. What was paid belongs to the sale, and "
            "stays as it was.",
            "nobody": "Today nobody writes it down, and that is the trouble: once the price has "
            "changed, no service can tell it. Who would have to write it, and when?",
        },
        "It is settled at one moment, and never changes again. What happens at that moment?",
    ),
    Thing(
        "the stars that a user gave to a product",
        "reviews",
        {
            "users": "A user gives them, but does users answer the request in which they come?",
            "products": "They are about a product, but does products answer the request in which "
            "they come?",
        },
        "It comes in with POST /reviews.",
    ),
    Thing(
        "the average stars of a product",
        "reviews",
        {
            "products": "products would have to hear of every review. Who has all the rows that "
            "the average is made of?",
            "nobody": "It stands in no column, but all that it is made of stands in one database. "
            "So its owner can work it out whenever somebody asks.",
        },
        "Who has all the rows that the average is made of?",
    ),
    Thing(
        "what a user has bought, by name and title",
        "nobody",
        {
            "orders": "orders has two numbers, user_id and product_id. Neither the name nor the "
            "title is in its database.",
            "purchases": "purchases would have to answer it, and its database is empty: what it "
            "looked for belonged to others. Read once more what the lab said.",
            "users": "users knows the name, and of no order. Which of the five columns of the "
            "join stand in users.db?",
            "products": "products knows title and price, and not who bought. Which of the five "
            "columns of the join stand in products.db?",
        },
        "It is a join. Are all of its tables in one database?",
    ),
)


def everything_is_answered(owner: Any) -> None:
    """A mapping with all the things, and each has a service, or nobody."""
    if not isinstance(owner, Mapping):
        raise Broken(
            NAMED,
            "owner: what the shop knows, and who owns it",
            f"it was {shown(owner)}",
            "Hand in the dict owner, with a name behind each of its keys.",
        )
    names = [thing.name for thing in THINGS]
    missing = [name for name in names if name not in owner]
    if missing:
        raise Broken(NAMED, f"an entry for each of: {'; '.join(missing)}", "it is not there")
    for name in names:
        if not isinstance(owner[name], str) or owner[name].lower() not in OWNERS:
            advice = ONE_NAME if isinstance(owner[name], str) else ONE_OWNER
            raise Broken(NAMED, f"{name}: {CHOICE}", f"it was {shown(owner[name])}", advice)


def clauses() -> tuple[Callable[[Any], None], ...]:
    return (everything_is_answered, *(thing.is_owned for thing in THINGS))


def source(**others: str) -> str:
    """A cell with the right owners, but for those that are given by their places: ``_3=...``."""
    lines = [
        f'    "{thing.name}": "{others.get(f"_{place}", thing.owner)}",\n'
        for place, thing in enumerate(THINGS)
    ]
    return f"owner = {{\n{''.join(lines)}}}\n"


EMAIL, PRICE, BUYER, PAID, STARS, AVERAGE, BOUGHT = THINGS

EXERCISE = Exercise(
    id="say-who-owns-what",
    notebook="02",
    title="Say who owns what",
    task=(
        "Name the owner of each thing: a service, or nobody, if it has to be put together from "
        "several databases."
    ),
    hand_in=("owner",),
    setup="",
    starter=source(**{f"_{place}": "?" for place in range(len(THINGS))}),
    hints=(
        "Look where things stand: lab.tables(name) for each service. What is not there yet comes "
        "in with a request. Which service answers it?",
        "An id of something is not the thing. And what is counted from rows can be answered by who "
        "has all of these rows.",
        "Three of them belong to no table today. One is settled in the moment of the sale, one is "
        "worked out from reviews, and one is the question that no database can answer.",
    ),
    check=Examined(clauses()),
    solution=Answer(
        source(),
        "Who writes it down first owns it, and all others ask, or are told. An id in a row belongs "
        "to the row. What was paid is a fact of the sale, though it is called a price. An average "
        "belongs to who has its rows. And what needs rows of several databases belongs to nobody: "
        "the rest of this course is about that one.",
    ),
    right=(
        Answer(f"""\
owns = {{
    "users": ["{EMAIL.name}"],
    "products": ["{PRICE.name}"],
    "orders": ["{BUYER.name}", "{PAID.name}"],
    "reviews": ["{STARS.name}", "{AVERAGE.name}"],
    "nobody": ["{BOUGHT.name}"],
}}
owner = {{thing: service for service, things in owns.items() for thing in things}}
"""),
        Answer(f"""\
owner = dict.fromkeys(["{STARS.name}", "{AVERAGE.name}"], "reviews")
owner |= dict.fromkeys(["{BUYER.name}", "{PAID.name}"], "orders")
owner["{EMAIL.name}"] = "users"
owner["{PRICE.name}"] = "Products"
owner["{BOUGHT.name}"] = "nobody"
"""),
    ),
    wrong=(
        Wrong(source(_2="users"), BUYER.clause, "A user_id points at a user"),
        Wrong(source(_3="products"), PAID.clause, "it would say the new one"),
        Wrong(source(_3="nobody"), PAID.clause, "no service can tell it"),
        Wrong(source(_5="products"), AVERAGE.clause, "would have to hear of every review"),
        Wrong(source(_5="nobody"), AVERAGE.clause, "all that it is made of stands in one database"),
        Wrong(source(_4="products"), STARS.clause, "does products answer the request"),
        Wrong(source(_6="orders"), BOUGHT.clause, "Neither the name nor the title"),
        Wrong(source(_6="purchases"), BOUGHT.clause, "its database is empty"),
        Wrong(source(_2="user"), NAMED, "it was 'user'"),
        Wrong(source(_1="orders"), PRICE.clause, "Before anybody buys"),
        Wrong(
            source().replace('": "orders"', '": ["users", "orders"]', 1),
            NAMED,
            "where two may write the same thing",
        ),
        Wrong(source(_0="?"), NAMED, "Write one of: users, products"),
        Wrong('owner = ["users", "products"]\n', NAMED, "Hand in the dict owner"),
    ),
)
