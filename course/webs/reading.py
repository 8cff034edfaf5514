"""What a single span says: who is called, and which database."""

import re
from typing import NamedTuple

from course.trace import Span

Key = tuple[str, str]
_OF_A_DATABASE = frozenset({"db.system.name", "db.system", "db.namespace", "db.name"})
_ANY_PATH = re.compile(r"/\{\w+:path\}$")


class Database(NamedTuple):
    """What makes a database the same database: two spans that agree in this use the same one."""

    namespace: str
    system: str
    address: str
    owner: str

    @property
    def plain(self) -> str:
        """Its name, which another database may have too."""
        return self.namespace or self.address or f"{self.system} of {self.owner}"


def database(span: Span) -> Database | None:
    """The database that a span calls, or ``None`` for any other span.

    Where a trace does not name it, it is taken for the caller's own. What a message does to a
    database on its way (it leaves the outbox) is no call of it.
    """
    # Asked of every call, and most say nothing of any: that is seen in one look.
    if span.kind != "client" or span.attributes.keys().isdisjoint(_OF_A_DATABASE):
        return None
    system = first(span, "db.system.name", "db.system")
    namespace = first(span, "db.namespace", "db.name")
    if not (system or namespace) or message_system(span):
        return None
    address = first(span, "server.address")
    return Database(namespace, system, address, "" if namespace or address else span.service)


def first(span: Span, *names: str) -> str:
    """The first of these attributes that says something."""
    for name in names:
        if value := span.attributes.get(name):
            return str(value)
    return ""


def key(span: Span) -> Key:
    """What a span is found by; an id alone is only unique within its trace."""
    return (span.trace_id, span.id)


def operation(span: Span) -> str:
    """What a span does: ``GET /users/{user_id}``.

    A route that takes any path says nothing; there it is the path that was asked for.
    """
    if not _ANY_PATH.search(span.name):
        return span.name
    return _ANY_PATH.sub(lambda _: first(span, "url.path", "http.target"), span.name).rstrip()


def peer(span: Span) -> str:
    """Whom a client span says it calls, or nothing."""
    return first(span, "peer.service", "server.address")


def message_system(span: Span) -> str:
    """The kind of bus that a message goes over; nothing for a span that is no message's."""
    return str(span.attributes.get("messaging.system") or "")


def failure(span: Span) -> str:
    """Why it failed, in the words of the trace; nothing where it did not."""
    if span.status != "error":
        return ""
    reason = first(span, "error.type", "http.response.status_code")
    # "_OTHER" is OpenTelemetry's word for a failure of which nothing more is known.
    return reason.replace("_", " ") if reason not in ("", "_OTHER") else "failed"


def is_outage(span: Span) -> bool:
    """Whether it says that a service went down, or that it came up again (its name tells)."""
    return span.kind == "internal" and span.parent is None and span.name in ("down", "up")
