"""The views in words, for the ear."""

import networkx as nx

from course.trace import NS_PER_MS
from course.views.row import Row
from course.webs.circles import circles
from course.webs.trespasses import shared_databases, trespasses
from course.webs.wording import counted, figure, from_to, listed, milliseconds


def web_title(web: nx.DiGraph) -> str:
    """What the web holds, in one line."""
    kinds = [kind for _, kind in web.nodes(data="kind")]
    calls = sum(number for _, _, number in web.edges(data="calls"))
    parts = [counted(kinds.count("service"), "service"), counted(calls, "call")]
    if "database" in kinds:
        parts.insert(1, counted(kinds.count("database"), "database"))
    if "bus" in kinds:
        parts.insert(1, counted(kinds.count("bus"), "bus"))
    return f"Request web: {listed(parts)}"


def tell_web(web: nx.DiGraph) -> str:
    """One sentence for each edge, then what stands out."""
    lines = [_sentence(web, *edge) for edge in web.edges]
    lines += [
        f"{node} brings nothing to anybody."
        if web.nodes[node]["kind"] == "bus"
        else f"{node} asks nobody and is asked by nobody."
        for node in nx.isolates(web)
    ]
    lines += [
        f"{caller} reaches into {store}, which belongs to {web.edges[caller, store]['owner']}."
        for caller, store in trespasses(web)
    ]
    lines += [
        f"{store} is shared: {listed(list(web.predecessors(store)))} use it."
        for store in shared_databases(web)
    ]
    lines += [f"{listed(circle)} ask each other in a circle." for circle in circles(web)]
    return "\n".join(lines)


def _sentence(web: nx.DiGraph, caller: str, callee: str) -> str:
    edge = web.edges[caller, callee]
    said, noun, until = _said(web, caller, callee)
    calls, failures = edge["calls"], edge["failures"]
    times = from_to(edge["shortest_ms"], edge["longest_ms"], " to ")
    if calls > 1 and times == milliseconds(edge["longest_ms"]):
        times += " each"
    if until:
        ends = [until] * (failures < calls) + ["given up"] * (failures > 0)
        times += f" until {' or '.join(ends)}"
    if calls > 1:
        times += f", {milliseconds(edge['total_ms'])} in all"
    parts = [counted(calls, noun), times]
    if failures:
        parts.append("failed" if calls == 1 else f"{failures} failed")
    parts.append("waits" if edge["waits"] else "does not wait")
    return f"{said}: {', '.join(parts)}"


def _said(web: nx.DiGraph, caller: str, callee: str) -> tuple[str, str, str]:
    """What an edge says, the word for one of its calls, and until when an event's time runs."""
    asks = web.edges[caller, callee]["asks"]
    said = f"{caller} {'asks' if asks else 'tells'} {callee}"
    kinds = [web.nodes[node]["kind"] for node in (caller, callee)]
    if "bus" not in kinds:
        return said, "call", ""
    if asks:
        return said, "question", ""
    if kinds[1] == "bus":
        return said, "event", "stored"
    return f"{caller} brings events to {callee}", "delivery", "handled"


def tell_row(row: Row, start: int) -> str:
    """A row of a waterfall; times are from ``start``, in ns."""
    begin, end, known = ((at - start) / NS_PER_MS for at in (row.start, row.end, row.known))
    indent = "  " * row.depth
    if row.role == "mark":
        return f"{indent}{row.callee} {row.operation}, at {milliseconds(begin)}"
    parts = [f"{indent}{_who(row)}: {milliseconds(end - begin)}"]
    parts.append(f"from {figure(begin)} to {milliseconds(end)}")
    if row.role in ("call", "brought") and row.answer is not None:
        for what, intervals in (
            ("on the way", row.away),
            ("queued", row.queued),
            ("own work", row.works),
        ):
            if time := sum(last - first for first, last in intervals):
                parts.append(f"{milliseconds(time / NS_PER_MS)} {what}")
    if row.failure:
        parts.append("failed" if row.failure == "failed" else f"failed: {row.failure}")
    if row.remark:
        parts.append(row.remark)
    if known > end:
        word = "confirmed" if row.role == "sent" else "acknowledged"
        parts.append(f"{word} at {milliseconds(known)}")
    return ", ".join(parts)


def _who(row: Row) -> str:
    """Who has what done by whom."""
    if row.role == "brought":
        return f"{row.caller} brings {row.callee} {row.operation}"
    verb = "tells" if row.role in ("event", "sent") else "asks"
    who = f"{row.caller} {verb} {row.callee}" if row.caller else row.callee
    return f"{who}, {row.operation}"
