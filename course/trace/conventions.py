"""Older names of span attributes, and OpenTelemetry's current ones.

Tracers of other makers, and OpenTelemetry before its conventions were stable, wrote ``http.method``
where it now says ``http.request.method``
(https://opentelemetry.io/docs/specs/semconv/non-normative/http-migration/ and .../db-migration/).
"""

import re
from collections.abc import Mapping
from typing import Any

from course.trace.span import Kind, Status

CURRENT = {
    "code.filepath": "code.file.path",
    "code.function": "code.function.name",
    "code.lineno": "code.line.number",
    "db.cassandra.table": "db.collection.name",
    "db.cosmosdb.container": "db.collection.name",
    "db.elasticsearch.path_parts.index": "db.collection.name",
    "db.instance": "db.namespace",
    "db.mongodb.collection": "db.collection.name",
    "db.name": "db.namespace",
    "db.operation": "db.operation.name",
    "db.redis.database_index": "db.namespace",
    "db.sql.table": "db.collection.name",
    "db.statement": "db.query.text",
    "db.system": "db.system.name",
    "db.type": "db.system.name",
    "http.client_ip": "client.address",
    "http.flavor": "network.protocol.version",
    "http.method": "http.request.method",
    "http.path": "url.path",
    "http.request_content_length": "http.request.body.size",
    "http.resend_count": "http.request.resend_count",
    "http.response_content_length": "http.response.body.size",
    "http.scheme": "url.scheme",
    "http.server_name": "server.address",
    "http.status_code": "http.response.status_code",
    "http.url": "url.full",
    "http.user_agent": "user_agent.original",
    "messaging.conversation_id": "messaging.message.conversation_id",
    "messaging.destination": "messaging.destination.name",
    "messaging.kafka.consumer.group": "messaging.consumer.group.name",
    "messaging.message_id": "messaging.message.id",
    "messaging.operation": "messaging.operation.type",
    "net.host.name": "server.address",
    "net.host.port": "server.port",
    "net.peer.ip": "network.peer.address",
    "net.protocol.name": "network.protocol.name",
    "net.protocol.version": "network.protocol.version",
    "net.sock.family": "network.type",
    "net.sock.host.addr": "network.local.address",
    "net.sock.host.port": "network.local.port",
    "net.sock.peer.addr": "network.peer.address",
    "net.sock.peer.port": "network.peer.port",
    "net.transport": "network.transport",
}
# Who is at the other end has another name for who serves than for who asks.
OF_SERVER = CURRENT | {"net.peer.name": "client.address", "net.peer.port": "client.port"}
OF_OTHERS = CURRENT | {
    "net.peer.name": "server.address",
    "net.peer.port": "server.port",
    "peer.hostname": "server.address",
    "peer.port": "server.port",
}
STATUS_CODE = "http.response.status_code"
THREE_DIGITS = re.compile("[1-9][0-9][0-9]")
# What the tag ``error`` says when it only says that there was one.
BARE_ERRORS = ("", "true", True)


def translated(tags: Mapping[str, Any], kind: Kind = "client") -> tuple[dict[str, Any], Status]:
    """Attributes under OpenTelemetry's current names, and the status the tags tell.

    Names without a current one are kept as they are, and so is an older name whose current one is
    taken. ``http.target`` becomes ``url.path`` and ``url.query``. ``http.response.status_code``
    becomes an ``int``; what is no status code stays under its old name. The tag ``error`` becomes
    ``error.type`` and the status "error", unless it says "false".
    """
    names = OF_SERVER if kind == "server" else OF_OTHERS
    # Most tracers of today write today's names: then there is nothing to look up one by one.
    attributes = dict(tags) if names.keys().isdisjoint(tags) else _renamed(tags, names)
    if "http.target" in tags:
        _split_target(attributes)
    code = attributes.get(STATUS_CODE)
    if code is not None and not (type(code) is int and 100 <= code <= 999):
        if THREE_DIGITS.fullmatch(str(code)):
            attributes[STATUS_CODE] = int(code)
        else:
            attributes["http.status_code"] = attributes.pop(STATUS_CODE)
    return attributes, _status(attributes)


def _renamed(tags: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    for name, value in tags.items():
        current = names.get(name, name)
        taken = current is not name and (current in tags or current in attributes)
        attributes[name if taken else current] = value
    return attributes


def _split_target(attributes: dict[str, Any]) -> None:
    target = attributes["http.target"]
    if isinstance(target, str) and not {"url.path", "url.query"} & attributes.keys():
        del attributes["http.target"]
        path, mark, query = target.partition("?")
        attributes["url.path"] = path
        if mark:
            attributes["url.query"] = query


def _status(attributes: dict[str, Any]) -> Status:
    """The status; moves ``error`` to ``error.type`` in ``attributes``."""
    if "error" not in attributes and "otel.status_code" not in attributes:
        return "unset"
    error = attributes.pop("error", "false")
    outcome = str(attributes.pop("otel.status_code", "")).lower()
    if error in ("false", False) and outcome != "error":
        return "ok" if outcome == "ok" else "unset"
    if error in ("false", False, *BARE_ERRORS):
        # "_OTHER" is OpenTelemetry's word for an error of which nothing more is known.
        attributes.setdefault("error.type", str(attributes.get(STATUS_CODE, "_OTHER")))
    elif "error.type" in attributes:
        attributes["error"] = error
    else:
        attributes["error.type"] = str(error)
    return "error"
