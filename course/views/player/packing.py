"""A flow as plain JSON, as the player in the browser takes it: small, and only texts and numbers.

Times are ms since the trace began. What repeats (names, bodies, what is told about a message) is
there once and meant by its place.
"""

import json
from collections import Counter
from collections.abc import Sequence
from html import unescape
from typing import Any

from course.trace import NS_PER_MS
from course.views.player.flow import Flow
from course.views.player.move import VERBS, Move
from course.views.player.pace import SPEEDS, marks
from course.views.player.retelling import flow_title
from course.views.player.series import Series
from course.views.player.tables import Table
from course.views.svg import escaped

_LONGEST = 120  # characters of a cell
_ENVELOPE = {"outbox": ("number", "time", "traceparent")}
"""Columns that are not shown: the message tells them, and beside the others is no room."""


def packed(flow: Flow) -> dict[str, Any]:
    """All that the player needs but the picture."""
    found: dict[str, Any] = _readable(_packed(flow))
    return found


def _packed(flow: Flow) -> dict[str, Any]:
    return {
        "title": flow_title(flow),
        **_moves(flow),
        "notes": [
            {"at": _ms(note.at, flow), "node": note.node, "brief": note.brief, "words": note.words}
            | ({"wrong": True} if note.wrong else {})
            for note in flow.notes
        ],
        "tables": [_table(table, flow) for table in flow.tables],
        "log": _series(flow.queues.log, flow),
        "consumers": [_series(each, flow) for each in flow.queues.consumers.values()],
        "work": [_series(each, flow) for each in flow.work],
        "down": [_series(each, flow) for each in flow.down],
        "steps": [_ms(moment, flow) for moment in flow.steps],
        "knots": [
            [_ms(moment, flow), (shown - flow.start) / NS_PER_MS]
            for moment, shown in flow.pace.knots
        ],
        "short": [[_ms(first, flow), _ms(last, flow)] for first, last in flow.pace.short],
        "marks": [_ms(moment, flow) for moment in marks(flow.pace, flow.zero)],
        "speed": flow.pace.speed,
        "speeds": SPEEDS,
    }


class _Once:
    """Texts, each once, in the order of their first use."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self.places.setdefault(text, len(self.places))


def _moves(flow: Flow) -> dict[str, Any]:
    """The messages in columns. What few of them have is by the message's place."""
    nodes, texts, kinds, moves = _Once(), _Once(), list(VERBS), flow.moves
    columns = {
        "kind": [kinds.index(move.kind) for move in moves],
        "from": [nodes(move.sender) for move in moves],
        "to": [nodes(move.receiver) for move in moves],
        "leave": [_ms(move.leave, flow) for move in moves],
        "arrive": [_ms(move.arrive, flow) for move in moves],
        "words": [texts(move.words) for move in moves],
        "about": [texts(_told(move)) for move in moves],
        "body": [texts(move.body) for move in moves],
        "lane": _lanes(moves),
        "reach": {at: round(move.reach, 3) for at, move in enumerate(moves) if move.lost},
        "failed": {at: 1 for at, move in enumerate(moves) if move.failed},
        "attempt": {at: move.attempt for at, move in enumerate(moves) if move.attempt > 1},
        "fault": {at: move.fault for at, move in enumerate(moves) if move.fault},
    }
    return {
        "moves": columns,
        "nodes": list(nodes.places),
        "texts": list(texts.places),
        "kinds": [[kind, *verbs] for kind, verbs in VERBS.items()],
    }


def _told(move: Move) -> str:
    return "\n".join(f"{name}: {value}" for name, value in move.about)


def _lanes(moves: Sequence[Move]) -> list[int]:
    """Messages that leave for the same place at the same moment go side by side."""
    taken = Counter[tuple[str, str, int]]()
    lanes = []
    for move in moves:
        way = (move.sender, move.receiver, move.leave)
        lanes.append(taken[way])
        taken[way] += 1
    return lanes


def _series(series: Series, flow: Flow) -> dict[str, Any]:
    """A series from the flow's start on."""
    later = [pair for pair in zip(series.times, series.values, strict=True) if pair[0] > flow.start]
    return {
        "name": series.name,
        "start": series.at(flow.start),
        "times": [_ms(moment, flow) for moment, _ in later],
        "values": [value for _, value in later],
    }


def _table(table: Table, flow: Flow) -> dict[str, Any]:
    """A table with the versions of its rows that are seen: place, born, gone, cells, open."""
    columns = [name for name in table.columns if name not in _ENVELOPE.get(table.name, ())]
    seen = [row for row in table.versions if row.gone is None or row.gone > flow.start]
    return {
        "database": table.database,
        "name": table.name,
        "columns": columns,
        "rows": [
            [
                row.place,
                *(None if at is None else _ms(at, flow) for at in (row.born, row.gone)),
                [_cell(row.values[name]) if name in row.values else "" for name in columns],
                None if row.open is None else _ms(row.open, flow),
            ]
            for row in sorted(seen, key=lambda row: row.place)
        ],
    }


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _readable(thing: Any) -> Any:
    """The same, with the texts as the picture has them: some characters cannot be sent."""
    if isinstance(thing, str):
        return unescape(escaped(thing))
    if isinstance(thing, dict):
        return {key: _readable(value) for key, value in thing.items()}
    return [_readable(each) for each in thing] if isinstance(thing, (list, tuple)) else thing


def _ms(moment: int, flow: Flow) -> float:
    exact = round(flow.ms(moment), 6)
    return int(exact) if exact.is_integer() else exact
