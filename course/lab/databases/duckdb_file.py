"""DuckDB in memory or in a file: opened for this process alone, shut off from all else, weighed."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import duckdb

from course.lab.databases.duckdb_errors import in_words
from course.lab.databases.file_errors import another_database, another_format, write_protected

FORMAT = 1
"""How the lab's own schema is laid out. A file of another format is left alone."""
_ABOUT = f"""
create schema lab;
create table lab.about (format integer not null, migrations integer not null);
insert into lab.about values ({FORMAT}, 0)
"""
_TABLES = "select schema_name, table_name from duckdb_tables() where not internal"
_WHEN_CONNECTING: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # a sum of floating point numbers depends on who adds what
    "autoinstall_known_extensions": False,  # else another's file makes it fetch what may read it
    "autoload_known_extensions": False,
}
_AFTERWARDS = {"async_threads": "0", "fsync_mode": "'FULL'"}
"""What older versions of DuckDB do not know; they have no such threads, and sync in full."""
_LAST = {
    "enable_progress_bar": "false",
    "temp_directory": "''",
    "enable_external_access": "false",
    "lock_configuration": "true",
}


class Opened:
    """A connection to a file that nobody else can open meanwhile, or to a database in memory.

    Raises ``FileInUse``, ``FileDamaged``, ``FileFull``, ``FileWriteProtected``, ``WrongFile``.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.name = ":memory:" if path is None else str(path)
        # The one place outside that it may write to: what is in memory is weighed in a file there.
        self._scales = Path(tempfile.gettempdir()) / f"lab-{uuid4().hex}"
        if path is not None and path.exists() and not os.access(path, os.W_OK):
            raise write_protected(self.name, "it is write-protected")
        with in_words(self.name):
            # DuckDB would give a file that is open in this process to whoever asks for it with the
            # same settings. So no two may have the same.
            settings = {**_WHEN_CONNECTING, "custom_user_agent": uuid4().hex}
            where = self.name if path is None else str(path.resolve())
            self.connection = duckdb.connect(where, config=settings)
            try:
                self._make_ready()
            except BaseException:
                self.connection.close()
                raise

    def _make_ready(self) -> None:
        run = self.connection.execute
        tables = run(_TABLES).fetchall()
        if tables and ("lab", "about") not in tables:
            raise another_database(self.name, "the database of a service")
        ((written_as,),) = run("select format from lab.about").fetchall() if tables else [(FORMAT,)]
        if written_as != FORMAT:
            raise another_format(self.name, written_as, FORMAT)
        known = {name for (name,) in run("select name from duckdb_settings()").fetchall()}
        for setting, value in _AFTERWARDS.items():
            if setting in known:
                run(f"set {setting} = {value}")
        run("set allowed_directories = [$folder]", {"folder": str(self._scales)})
        for setting, value in _LAST.items():
            run(f"set {setting} = {value}")
        if not tables:
            run(f"begin; {_ABOUT}; commit")

    def size_bytes(self) -> int:
        """The file, after what was in the log beside it has been moved into it."""
        with in_words(self.name):
            if self.path is None:
                return self._weighed()
            with suppress(duckdb.TransactionException):  # a transaction is open: both count
                self.connection.cursor().execute("checkpoint")
        log = Path(f"{self.path}.wal")
        return self.path.stat().st_size + (log.stat().st_size if log.exists() else 0)

    def _weighed(self) -> int:
        """The size of a file with the same tables. What is not committed is not in it."""
        self._scales.mkdir()
        try:
            file = self._scales / "copy.duckdb"
            other = self.connection.cursor()
            other.execute(f"attach {_text(file)} as lab_scales")
            try:
                other.execute("copy from database memory to lab_scales; checkpoint lab_scales")
            finally:
                other.execute("detach lab_scales")
            return file.stat().st_size
        finally:
            shutil.rmtree(self._scales)


def _text(path: Path) -> str:
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"
