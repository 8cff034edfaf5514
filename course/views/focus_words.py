"""What stands in the picture of a service and those around it, and the same told for the ear."""

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from course.views.focus_lines import Lines
from course.views.focus_near import Near
from course.views.geometry import Edge
from course.webs.wording import TIMES, counted, from_to, milliseconds

_SIDES = {-1: ("caller", "before"), 1: ("callee", "behind")}


def title(near: Near) -> str:
    """Who is in the middle, and how many are beside it; itself is none of them."""
    web, service = near.web, near.service
    itself = web.has_edge(service, service)
    callers = counted(web.in_degree(service) - itself, "caller")
    callees = counted(web.out_degree(service) - itself, "callee")
    return f"{service}: {callers} and {callees}"


def label(edge: Mapping[str, Any]) -> str:
    """What stands at a line: its calls and their times, where known, and what failed."""
    calls, failures = edge["calls"], edge.get("failures", 0)
    parts = [f"{calls:,}"]
    if "longest_ms" in edge:
        each = from_to(edge["shortest_ms"], edge["longest_ms"], "\N{EN DASH}")
        parts = [each if calls == 1 else f"{calls:,} {TIMES} {each}"]
    if failures:
        parts.append("failed" if calls == 1 else f"{failures:,} failed")
    if edge.get("owner"):
        parts.append("reaches in")
    return ", ".join(parts)


def heading(near: Near, at: int) -> list[str]:
    """What stands above a column, line by line: who they are, and how many of them are shown."""
    column = near.columns[at]
    shown, there = len(column.shown), len(column.shown) + len(column.folded)
    who = f"{_SIDES[_way(at)][0]}s" if abs(at) == 1 else f"{abs(at)} steps away"
    lines = [who, f"{shown} of {there:,} shown" if column.folded else f"{shown}"]
    if at == 1 and near.callees_among_callers:
        lines.append(f"{near.callees_among_callers} more at the left")
    return lines


def folded(near: Near, at: int) -> list[str]:
    """What stands below a column: how many more there are, and how many behind the last."""
    column, lines = near.columns[at], []
    if column.folded:
        who = f" {counted(len(column.folded), _SIDES[_way(at)][0])}".split()[-1]
        more = f"+ {len(column.folded):,} more"
        lines.append(f"{more} {who}" if abs(at) == 1 else more)
    if further := _further(near, at):
        lines += [f"{further:,} further", f"{_SIDES[_way(at)][1]} these"]
    return lines


def folded_calls(near: Near, at: int) -> int:
    """The calls between those that are folded beside the middle and the middle."""
    into = near.web.pred if at < 0 else near.web.succ
    edges = into[near.service]
    return sum(edges[node]["calls"] for node in near.columns[at].folded)


def footnotes(near: Near, lines: Lines) -> list[str]:
    """What the picture leaves out beside that."""
    notes = []
    if lines.left_out:
        calls = sum(near.web.edges[edge]["calls"] for edge in lines.left_out)
        number = len(lines.left_out)
        note = (
            f"{counted(number, 'more line')} between these {'is' if number == 1 else 'are'} "
            f"not drawn: {counted(calls, 'call')}."
        )
        if closing := sum(edge in lines.back for edge in lines.left_out):
            note += f" {closing:,} of them {_verb(closing, 'lead')} back."
        notes.append(note)
    if apart := len(near.apart):
        notes.append(
            f"{apart:,} of the {len(near.web):,} in this web {'is' if apart == 1 else 'are'} "
            f"not connected with {near.service}, not even through others."
        )
    return notes


def tell(near: Near, lines: Lines) -> str:
    """The picture in sentences: from the middle outwards, then the other lines, then the rest."""
    told: list[str] = []
    joining: dict[int, list[Edge]] = {}
    place = near.place
    for edge in lines.joining:
        at = max((place[node] for node in edge), key=abs)
        joining.setdefault(at, []).append(edge)
    told += _sentences(near.web, joining.get(0, []), lines)
    for at in sorted(near.columns, key=lambda at: (abs(at), at)):
        if at:
            told.append(f"{_told_column(near, at)}:")
            told += _sentences(near.web, joining.get(at, []), lines)
    if not near.web.degree(near.service):
        told.append(f"{near.service} asks nobody and is asked by nobody.")
    if lines.further:
        told.append("Further calls between these:")
        told += _sentences(near.web, lines.further, lines)
    told += [
        f"{node} is caller and callee of {near.service} at once."
        for node in place
        if node in near.both
    ]
    for at in near.columns:
        if further := _further(near, at):
            told.append(
                f"{further:,} further {_verb(further, 'stand')} {_SIDES[_way(at)][1]} these."
            )
    return "\n".join([*told, *footnotes(near, lines)])


def _told_column(near: Near, at: int) -> str:
    column, (noun, side) = near.columns[at], _SIDES[_way(at)]
    there = len(column.shown) + len(column.folded)
    if abs(at) == 1:
        others = "other " if at > 0 and near.callees_among_callers else ""
        words = counted(there, f"{others}{noun}")
    else:
        words = f"{there:,} at {abs(at)} steps {side} {near.service}"
    if column.folded:
        more = f"{len(column.folded):,} more are counted only"
        if abs(at) == 1:
            more += f", with {counted(folded_calls(near, at), 'call')}"
        words += f", {len(column.shown)} with the most calls are told here, {more}"
    return words


def _sentences(web: nx.DiGraph, edges: Iterable[Edge], lines: Lines) -> list[str]:
    return [_sentence(web.edges[edge], edge, edge in lines.back) for edge in edges]


def _sentence(data: Mapping[str, Any], edge: Edge, leads_back: bool) -> str:
    calls, failures = data["calls"], data.get("failures", 0)
    parts = [counted(calls, "call")]
    if "longest_ms" in data:
        times = from_to(data["shortest_ms"], data["longest_ms"], " to ")
        each = calls > 1 and times == milliseconds(data["longest_ms"])
        parts.append(f"{times} each" if each else times)
    if failures:
        parts.append("failed" if calls == 1 else f"{failures:,} failed")
    if "waits" in data:
        parts.append("waits" if data["waits"] else "does not wait")
    if data.get("owner"):
        parts.append(f"reaches into what belongs to {data['owner']}")
    if leads_back:
        parts.append("leads back")
    verb = "asks" if data.get("asks", True) else "tells"
    return f"{edge[0]} {verb} {edge[1]}: {', '.join(parts)}"


def _further(near: Near, at: int) -> int:
    """How many stand beyond a column, if it is the last one."""
    if at < 0 and at == min(near.columns):
        return len(near.before)
    return len(near.behind) if at > 0 and at == max(near.columns) else 0


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb


def _way(at: int) -> int:
    return 1 if at > 0 else -1
