"""What the databases in a web are called, and which calls are of one edge."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from course.trace import Trace
from course.webs.calls import Call
from course.webs.reading import Database


def database_names(trace: Trace, found: Iterable[Call]) -> dict[Database, str]:
    """A name for each database that is called, which nothing else in the web of the trace has."""
    ends = dict.fromkeys(end for call in found for end in (call.caller, call.callee))
    taken = {*trace.services, *(end for end in ends if isinstance(end, str))}
    names: dict[Database, str] = {}
    for database in ends:
        if isinstance(database, Database):
            names[database] = next(name for name in _spellings(database) if name not in taken)
            taken.add(names[database])
    return names


def by_edge(
    found: Iterable[Call], names: Mapping[Database, str]
) -> dict[tuple[str, str], list[Call]]:
    """The calls of each edge of a web, in the order in which the edges first appear."""
    edges: dict[tuple[str, str], list[Call]] = {}
    for call in found:
        callee = names[call.callee] if isinstance(call.callee, Database) else call.callee
        edges.setdefault((call.caller, callee), []).append(call)
    return edges


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
