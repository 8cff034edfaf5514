"""Three kinds of engine on three kinds of work, bare: what a port of the lab costs is left out."""

import json
import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import duckdb
    import lmdb

DOCUMENTS, USERS, PRODUCTS, ORDERS = 10_000, 5_000, 100, 50_000
"""How many there are: ten orders of each user, five hundred of each product."""
_KEY = struct.Struct(">Q")
_PAIR = struct.Struct(">QQ")
_CENTS = struct.Struct(">I")
TABLES = (
    "create table documents (id integer primary key, document text not null)",
    "create table orders (id integer primary key, user_id integer, product_id integer,"
    " cents integer)",
)
BY_USER = "create index orders_of_user on orders (user_id)"
COVERING = (
    "create index orders_of_user on orders (user_id, cents)",
    "create index orders_of_product on orders (product_id, cents)",
)
"""All that is asked of orders stands in these indexes. Rows could not be helped more."""


def document(id: int) -> dict[str, Any]:
    """A product of about 300 bytes, as JSON."""
    about = "A thing to have in the house. " * 6
    return {"id": id, "title": f"Product {id}", "price_cents": 100 + id, "about": about}


def texts() -> Iterator[tuple[int, str]]:
    """Id and JSON of every document."""
    return ((id, json.dumps(document(id))) for id in range(DOCUMENTS))


def orders() -> Iterator[tuple[int, int, int, int]]:
    """Id, user, product and price of every order. Those of one user lie far apart."""
    return ((id, id * 7919 % USERS, id * 31 % PRODUCTS, 100 + id % 900) for id in range(ORDERS))


class Engine(Protocol):
    """An engine that does the three kinds of work."""

    def document(self, id: int) -> dict[str, Any]:
        """One document by its key."""
        ...

    def orders_of(self, user_id: int) -> list[tuple[int, int]]:
        """Id and price of each of a user's orders."""
        ...

    def totals(self) -> dict[int, int]:
        """What each product has brought in, over all orders."""
        ...


class Sqlite:
    """Rows, in B-trees: quick to find by any index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run = connection.execute

    def document(self, id: int) -> dict[str, Any]:
        """One document by its key."""
        ((text,),) = self._run("select document from documents where id = ?", (id,))
        found: dict[str, Any] = json.loads(text)
        return found

    def orders_of(self, user_id: int) -> list[tuple[int, int]]:
        """Id and price of each of a user's orders."""
        return self._run("select id, cents from orders where user_id = ?", (user_id,)).fetchall()

    def totals(self) -> dict[int, int]:
        """What each product has brought in, over all orders."""
        return dict(self._run("select product_id, sum(cents) from orders group by product_id"))


class DuckDb:
    """Columns: quick to sum up, whatever the number of rows."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        self._run = connection.execute

    def document(self, id: int) -> dict[str, Any]:
        """One document by its key."""
        row = self._run("select document from documents where id = ?", (id,)).fetchone()
        assert row is not None
        found: dict[str, Any] = json.loads(row[0])
        return found

    def orders_of(self, user_id: int) -> list[tuple[int, int]]:
        """Id and price of each of a user's orders."""
        return self._run("select id, cents from orders where user_id = ?", (user_id,)).fetchall()

    def totals(self) -> dict[int, int]:
        """What each product has brought in, over all orders."""
        sql = "select product_id, sum(cents)::bigint from orders group by product_id"
        return dict(self._run(sql).fetchall())


class Lmdb:
    """Keys and values, and nothing else. An index is one more map, which one keeps oneself.

    That of the orders of a user holds their prices, as the indexes of the rows do.
    """

    def __init__(self, environment: "lmdb.Environment") -> None:
        self._environment = environment
        self._documents, self._orders, self._index = (
            environment.open_db(name) for name in (b"documents", b"orders", b"orders of user")
        )

    def load(self) -> None:
        """Store everything, each map in the order of its keys."""
        documents = ((_KEY.pack(id), text.encode()) for id, text in texts())
        placed = ((_KEY.pack(order[0]), _encoded(*order)) for order in orders())
        index = sorted(
            (_PAIR.pack(user, id), _CENTS.pack(cents)) for id, user, _, cents in orders()
        )
        with self._environment.begin(write=True) as run:
            for name, items in {
                self._documents: documents,
                self._orders: placed,
                self._index: index,
            }.items():
                with run.cursor(db=name) as cursor:
                    cursor.putmulti(items, append=True)

    def document(self, id: int) -> dict[str, Any]:
        """One document by its key."""
        with self._environment.begin() as run:
            return _decoded(run.get(_KEY.pack(id), db=self._documents))

    def orders_of(self, user_id: int) -> list[tuple[int, int]]:
        """Id and price of each of a user's orders."""
        found = []
        with self._environment.begin() as run, run.cursor(db=self._index) as cursor:
            cursor.set_range(_PAIR.pack(user_id, 0))
            for key, value in cursor:
                user, id = _PAIR.unpack(key)
                if user != user_id:
                    break
                found.append((id, *_CENTS.unpack(value)))
        return found

    def totals(self) -> dict[int, int]:
        """What each product has brought in, over all orders."""
        brought: Counter[int] = Counter()
        with self._environment.begin() as run, run.cursor(db=self._orders) as cursor:
            for value in cursor.iternext(keys=False):
                order = _decoded(value)
                brought[order["product_id"]] += order["cents"]
        return dict(brought)


def _encoded(id: int, user_id: int, product_id: int, cents: int) -> bytes:
    order = b'{"id": %d, "user_id": %d, "product_id": %d, "cents": %d}'
    return order % (id, user_id, product_id, cents)


def _decoded(text: bytes | None) -> dict[str, Any]:
    assert text is not None
    found: dict[str, Any] = json.loads(text)
    return found


@contextmanager
def opened(folder: Path) -> Iterator[dict[str, Engine]]:
    """All three, in files, with the same documents and the same orders in them."""
    import duckdb
    import lmdb

    with (
        closing(sqlite3.connect(folder / "sqlite")) as rows,
        closing(duckdb.connect(str(folder / "duckdb"), config={"threads": 1})) as columns,
        closing(lmdb.open(str(folder / "lmdb"), max_dbs=3, map_size=2**30, subdir=False)) as keys,
    ):
        load_sqlite(rows)
        load_duckdb(columns)
        store = Lmdb(keys)
        store.load()
        yield {"sqlite": Sqlite(rows), "lmdb": store, "duckdb": DuckDb(columns)}


def load_sqlite(connection: sqlite3.Connection) -> None:
    """Store everything."""
    for statement in (*TABLES, *COVERING):
        connection.execute(statement)
    connection.executemany("insert into documents values (?, ?)", texts())
    connection.executemany("insert into orders values (?, ?, ?, ?)", orders())
    connection.commit()


def load_duckdb(connection: "duckdb.DuckDBPyConnection") -> None:
    """Store everything. Row by row it would take minutes: that is not what it is for."""
    for statement in (*TABLES, BY_USER):
        connection.execute(statement)
    for sql, rows in {
        "insert into documents select unnest(?), unnest(?)": texts(),
        "insert into orders select unnest(?), unnest(?), unnest(?), unnest(?)": orders(),
    }.items():
        connection.execute(sql, [list(column) for column in zip(*rows, strict=True)])
