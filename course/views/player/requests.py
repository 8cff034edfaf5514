"""Requests and their answers on the way, and the statements that services send to databases."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

import networkx as nx

from course.trace import Span
from course.views.player.move import Move, Roads, body, fault, headers
from course.webs.messages import step
from course.webs.reading import database, failure, first, key, peer

_GIVEN_UP = ("timeout", "cancelled")


def requests(roads: Roads) -> Iterator[Move]:
    """Each request and each answer that is no message of a bus."""
    for span in roads.trace:
        if step(span) or database(span) is not None:
            continue
        if span.kind == "client" and key(span) in roads.crossings.counted:
            answers = roads.crossings.answers.get(key(span), {})
            for server in answers.values():
                yield from _answered(roads, span, server)
            if not answers:
                yield from _unanswered(roads, span)
        elif span.kind == "server" and (sender := roads.crossings.unrecorded(span)) is not None:
            asked = (span.start, span.start, _operation(span))
            yield Move("request", sender.service, span.service, *asked)
            yield _answer(span, span, sender.service, span.end, span.end)


def statements(roads: Roads, web: nx.DiGraph) -> Iterator[Move]:
    """Each call of a database. What it writes is told by the tables."""
    for span in roads.trace:
        store = database(span)
        if store is None or key(span) not in roads.crossings.counted:
            continue
        node = _node(web, span.service, store.plain)
        yield Move(
            "statement",
            span.service,
            node,
            span.start,
            max(span.end, span.start),
            first(span, "db.query.summary") or span.name,
            failed=span.status == "error",
            body=body(span, "db.query.text"),
        )


def _node(web: nx.DiGraph, service: str, plain: str) -> str:
    """The web names a database longer where two would have the same name."""
    known = list(web.successors(service)) if service in web else []
    alike = [node for node in known if node == plain or node.startswith(f"{plain} ")]
    return alike[0] if alike else plain


def _answered(roads: Roads, client: Span, server: Span) -> Iterator[Move]:
    arrives = max(server.start, client.start)
    yield replace(_request(client, server.service, arrives), words=_operation(client, server))
    leaves, ends = max(server.end, arrives), max(client.end, client.start)
    late = first(client, "error.type") in _GIVEN_UP or leaves > ends
    if not late:
        yield _answer(client, server, client.service, leaves, ends)
    elif server.status != "error" or first(server, "http.response.status_code"):
        # The callee goes on after the caller has given up, as in life.
        back = leaves + max(arrives - client.start, 0)
        yield _answer(client, server, client.service, leaves, back, "too late")


def _unanswered(roads: Roads, client: Span) -> Iterator[Move]:
    """Nobody is known to have answered: refused at the door, lost on the way, or not recorded."""
    callee, end = peer(client), max(client.end, client.start)
    if not callee:
        return
    reason = first(client, "error.type")
    if reason in ("timeout", "connection_reset", "cancelled"):
        at, reach = roads.lost(client, client.start, end)
        yield _request(client, callee, at, reach, fault(client) or failure(client))
        return
    there = (client.start + end) // 2
    yield _request(client, callee, there)
    yield _answer(client, client, client.service, there, end, sender=callee)


def _request(
    client: Span, callee: str, arrives: int, reach: float | None = None, why: str = ""
) -> Move:
    return Move(
        "request",
        client.service,
        callee,
        client.start,
        arrives,
        _operation(client),
        lost=reach is not None,
        reach=1.0 if reach is None else reach,
        fault=why,
        about=headers(client),
        body=body(client, "http.request.body"),
    )


def _answer(
    client: Span, server: Span, to: str, leaves: int, arrives: int, late: str = "", sender: str = ""
) -> Move:
    said = _status(server) or _status(client)
    return Move(
        "answer",
        sender or server.service,
        to,
        leaves,
        arrives,
        said or failure(client) or failure(server) or "answered",
        failed="error" in (client.status, server.status),
        fault=late,
        body=body(client, "http.response.body") or body(server, "http.response.body"),
    )


def _operation(span: Span, server: Span | None = None) -> str:
    """``GET /users/1``; where a trace does not say so much, the name that the callee gives it."""
    method = first(span, "http.request.method", "http.method")
    whole = first(span, "url.full", "http.url").partition("://")[2]
    path = first(span, "url.path", "http.target") or "/" * bool(whole) + whole.partition("/")[2]
    return f"{method} {path}".strip() if method else (server or span).name


def _status(span: Span) -> str:
    """``201 Created``."""
    code = first(span, "http.response.status_code", "http.status_code")
    named = [status.phrase for status in HTTPStatus if str(status.value) == code]
    return " ".join([code, *named])
