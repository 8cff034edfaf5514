"""Which database each service has: opened when it is first asked for, and kept when it restarts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from course.lab.clock import to_ns
from course.lab.databases.database import LabDatabase
from course.lab.databases.documents import DocumentDatabase, DocumentStore
from course.lab.databases.relational import RelationalDatabase, SqlStore
from course.lab.databases.sqlite import Sqlite
from course.lab.databases.sqlite_documents import SqliteDocuments
from course.lab.errors import BadSetting
from course.lab.running import Running

DATABASE_CALL_MS = 1
"""One statement takes so long."""

Port = Literal["db", "documents", "columns"]
STORE_PORTS: tuple[Port, ...] = ("db", "documents", "columns")
ENGINES: dict[Port, tuple[str, ...]] = {
    "db": ("sqlite",),
    "documents": ("sqlite", "lmdb"),
    "columns": ("duckdb",),
}
"""What can be underneath each port; the first unless another is chosen."""


class Catalog:
    """The databases of all services."""

    def __init__(
        self, folder: Path | None, running: Running, at_point: Callable[[str, str], None]
    ) -> None:
        self._folder = folder
        self._running = running
        self._at_point = at_point
        self._opened: dict[str, tuple[Port, str, LabDatabase[Any]]] = {}
        self._shared: dict[str, str] = {}

    def __iter__(self) -> Iterator[LabDatabase[Any]]:
        return (database for _, _, database in self._opened.values())

    def share(self, owner: str, others: tuple[str, ...]) -> None:
        """Let others use the database of ``owner`` as if it were theirs."""
        for other in others:
            if other in self._opened or other in self._shared:
                raise BadSetting(
                    f"{other} has a database already.",
                    "lab.share",
                    "Say who shares before you start the services.",
                )
            self._shared[other] = owner

    def open(self, service: str, port: Port, engine: str | None) -> LabDatabase[Any]:
        """The database of a service. What it is made of is decided when it is first opened."""
        owner = self._shared.get(service, service)
        if owner not in self._opened:
            self._opened[owner] = (port, *self._new(owner, port, engine))
        its_port, its_engine, database = self._opened[owner]
        if its_port != port or engine not in (None, its_engine):
            raise BadSetting(
                f"{service} asks for {port} in {engine or ENGINES[port][0]}, but {database.name} "
                f"was opened as {its_port} in {its_engine}.",
                "lab.start",
                "Rows do not move from one to the other by themselves. Begin in a new lab.",
            )
        database.users.add(service)
        return database

    def _new(self, owner: str, port: Port, engine: str | None) -> tuple[str, LabDatabase[Any]]:
        engine = engine or ENGINES[port][0]
        if engine not in ENGINES[port]:
            raise BadSetting(
                f"There is no engine {engine!r} for {port}.",
                "lab.start",
                f"Choose one of: {', '.join(ENGINES[port])}.",
            )
        self._look_for_another(owner, engine)
        path = None if self._folder is None else self._folder / file_name(owner, engine)
        database = self._made(owner, port, engine, path)
        database.at_point = self._at_point
        return engine, database

    def _made(self, owner: str, port: Port, engine: str, path: Path | None) -> LabDatabase[Any]:
        common = (self._running, to_ns(DATABASE_CALL_MS, "A database call"), self._owner_of_table)
        if port == "documents":
            return DocumentDatabase(owner, _of_documents(engine, path), *common)
        if port == "columns":
            return RelationalDatabase(owner, _in_columns(path), *common)
        return RelationalDatabase(owner, Sqlite(path), *common)

    def _look_for_another(self, owner: str, engine: str) -> None:
        """A file of another engine would be left behind, and nobody would notice."""
        if self._folder is None:
            return
        for other in {name for names in ENGINES.values() for name in names} - {engine}:
            path = self._folder / file_name(owner, other)
            if path.exists():
                raise BadSetting(
                    f"{owner} has its data in {path}, which is of {other}, not {engine}.",
                    "lab.start",
                    f"Start it with engine={other!r}, or begin in another folder.",
                )

    def _owner_of_table(self, table: str) -> str | None:
        owners = (it.owner for it in self if table in it.store.table_names())
        return next(owners, None)

    def named(self, name: str) -> LabDatabase[Any] | None:
        """The database of this name, ``orders.db``."""
        return next((it for it in self if it.name == name), None)

    def close(self) -> None:
        """Let go of the files."""
        for database in self:
            database.store.close()


def _of_documents(engine: str, path: Path | None) -> DocumentStore:
    """SQLite, or LMDB, which is loaded when the first service asks for it."""
    if engine == "sqlite":
        return SqliteDocuments(path)
    try:
        from course.lab.databases.lmdb import LmdbDocuments
    except ModuleNotFoundError as error:
        if error.name != "lmdb":
            raise
        raise BadSetting(
            "A service is to keep its documents in LMDB, which is not installed.",
            "lab.start",
            "Run: pip install lmdb. Or leave out engine='lmdb': then they are kept in SQLite.",
        ) from None
    return LmdbDocuments(path)


def _in_columns(path: Path | None) -> SqlStore:
    """DuckDB, which is loaded when the first service asks for it."""
    try:
        from course.lab.databases.duckdb import DuckDb
    except ModuleNotFoundError as error:
        if error.name != "duckdb":
            raise
        raise BadSetting(
            "A service asks for columns, and DuckDB, which keeps them, is not installed.",
            "lab.start",
            "Run: pip install duckdb",
        ) from None
    return DuckDb(path)


def file_name(owner: str, engine: str) -> str:
    """The name of the file that an engine keeps the data of a service in."""
    return f"{owner}.db" if engine == "sqlite" else f"{owner}.{engine}"
