"""What a call asks for: a route, an address, and whether that changes anything there."""

import re
from functools import lru_cache

from course.trace import Trace
from course.webs.calls import Call, calls
from course.webs.kept import kept
from course.webs.reading import Database, first, operation, peer

_ID = re.compile(r"(?<=/)(?:\d+(?![^/?#\s])|(?:[^/?#\s\d]*\d){4}[^/?#\s]*)")
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)
_LITERAL = re.compile(r"'[^']*'|\b\d+\b")
_READING = ("GET", "HEAD")
"""The methods that RFC 9110, section 9.2.1, calls safe, as far as one asks for something."""


def route(call: Call) -> str:
    """What is asked for, without which one: ``GET /users/{id}``, or the statement for a database.

    The callee's name for it, where the trace has that, otherwise the caller's with the path. A part
    of a path that is a number, or has four digits or more, is taken for an id. In a statement,
    numbers and quoted text are.
    """
    if isinstance(call.callee, Database):
        statement = first(call.span, "db.query.summary", "db.query.text") or call.span.name
        return " ".join(_LITERAL.sub("?", statement).split())
    name = operation(call.answer or call.span)
    if "/" not in name:
        name = f"{name} {address(call).partition('?')[0]}".rstrip()
    return _without_ids(name)


@kept
def routes(trace: Trace) -> tuple[str, ...]:
    """The route of each call, in the order of the calls."""
    return tuple(route(call) for call in calls(trace))


def address(call: Call) -> str:
    """The path and the query that were asked for, or nothing where the trace does not say so.

    Without host and port: they tell where it was answered, not what was asked.
    """
    for span in (call.span, call.answer):
        if span is None:
            continue
        if path := first(span, "url.path"):
            query = first(span, "url.query")
            return f"{path}?{query}" if query else path
        if url := first(span, "url.full"):
            return _HOST.sub("", url)
    return ""


def only_reads(call: Call) -> bool:
    """Whether it is asked with a method that changes nothing: the address alone says what for."""
    return _method(call) in _READING


def request(call: Call) -> tuple[str, ...]:
    """What the caller sends, as far as the trace says: the same for two tries of one call.

    What the callee records is left out, as a try that failed may not have come so far.
    """
    said = first(call.span, "db.query.text", "messaging.message.id")
    return peer(call.span) or call.place, call.span.name, _method(call), address(call), said


def _method(call: Call) -> str:
    name = "http.request.method"
    return first(call.span, name) or (first(call.answer, name) if call.answer else "")


@lru_cache(maxsize=1024)
def _without_ids(name: str) -> str:
    return _ID.sub("{id}", name)
