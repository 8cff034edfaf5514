"""Which run of a folder this is: what is counted in one run is counted anew in the next."""

import weakref
from pathlib import Path

from course.lab.databases.sqlite_file import Kind, connect, in_words

_KIND = Kind("a lab's note of its runs", 0x4F53464C)


class Run:
    """One run of a folder, from opening it until it is let go. ``number`` is 0 the first time.

    Nobody else can open the folder meanwhile. Without a folder every run is the first.
    """

    def __init__(self, path: Path | None) -> None:
        """Raises what ``course.lab.databases.sqlite_file`` says can happen to a file."""
        connection = connect(path, "process", _KIND)
        self.close = weakref.finalize(self, connection.close)
        with in_words(str(path)):
            (self.number,) = connection.execute("pragma user_version").fetchone()
            connection.execute(f"pragma user_version = {self.number + 1}")
