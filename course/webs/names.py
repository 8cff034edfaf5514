"""What the databases in a web are called."""

from collections.abc import Iterable, Iterator
from itertools import count

from course.trace import Trace
from course.webs.calls import Call
from course.webs.reading import Database


def database_names(trace: Trace, found: Iterable[Call]) -> dict[Database, str]:
    """A name for each database that is called, which nothing else in the web of the trace has."""
    ends = [end for call in found for end in (call.caller, call.callee)]
    taken = {*trace.services, *(end for end in ends if isinstance(end, str))}
    names: dict[Database, str] = {}
    for database in ends:
        if isinstance(database, Database) and database not in names:
            names[database] = next(name for name in _spellings(database) if name not in taken)
            taken.add(names[database])
    return names


def _spellings(database: Database) -> Iterator[str]:
    """From the plain name to longer ones that tell it from another of that name."""
    plain = database.plain
    yield plain
    if database.address != plain and database.address:
        yield f"{plain} at {database.address}"
    if database.system:
        yield f"{plain} ({database.system})"
    for number in count(2):
        yield f"{plain} ({number})"
