"""The views in words, for the ear."""

import networkx as nx

from course.trace import NS_PER_MS
from course.views.rows import Row
from course.views.wording import counted, figure, listed, milliseconds


def web_title(web: nx.DiGraph) -> str:
    """What the web holds, in one line."""
    kinds = [kind for _, kind in web.nodes(data="kind")]
    calls = sum(number for _, _, number in web.edges(data="calls"))
    parts = [counted(kinds.count("service"), "service"), counted(calls, "call")]
    if "database" in kinds:
        parts.insert(1, counted(kinds.count("database"), "database"))
    return f"Request web: {listed(parts)}"


def tell_web(web: nx.DiGraph) -> str:
    """One sentence for each edge, then what stands out."""
    lines = [_sentence(web, *edge) for edge in web.edges]
    lines += [f"{node} asks nobody and is asked by nobody." for node in nx.isolates(web)]
    lines += [
        f"{store} is shared: {listed(list(web.predecessors(store)))} use it."
        for store in shared_databases(web)
    ]
    lines += [f"{listed(circle)} ask each other in a circle." for circle in circles(web)]
    return "\n".join(lines)


def shared_databases(web: nx.DiGraph) -> list[str]:
    """The databases that more than one service uses."""
    return [
        node
        for node, kind in web.nodes(data="kind")
        if kind == "database" and web.in_degree(node) > 1
    ]


def circles(web: nx.DiGraph) -> list[list[str]]:
    """The groups of services whose calls come back to them, in the web's order."""
    groups = [group for group in nx.strongly_connected_components(web) if len(group) > 1]
    first = {node: at for at, node in enumerate(web)}
    return sorted(
        (sorted(group, key=first.__getitem__) for group in groups),
        key=lambda circle: first[circle[0]],
    )


def _sentence(web: nx.DiGraph, caller: str, callee: str) -> str:
    edge = web.edges[caller, callee]
    verb = "asks" if edge["waits"] else "tells"
    times = milliseconds(edge["median_ms"])
    if edge["calls"] > 1:
        times += f" each, {milliseconds(edge['total_ms'])} in all"
    parts = [counted(edge["calls"], "call"), times]
    if edge["failures"]:
        parts.append("failed" if edge["calls"] == 1 else f"{edge['failures']} failed")
    parts.append("waits" if edge["waits"] else "does not wait")
    return f"{caller} {verb} {callee}: {', '.join(parts)}"


def tell_row(row: Row, start: int) -> str:
    """A row of a waterfall; times are from ``start``, in ns."""
    verb = "tells" if row.role == "event" else "asks"
    who = f"{row.caller} {verb} {row.callee}" if row.caller else row.callee
    begin, end = (row.start - start) / NS_PER_MS, (row.end - start) / NS_PER_MS
    parts = [
        f"{'  ' * row.depth}{who}, {row.operation}: {milliseconds(end - begin)}",
        f"from {figure(begin)} to {milliseconds(end)}",
    ]
    if row.role == "call" and row.answer is not None:
        for what, intervals in (
            ("on the way", row.away),
            ("queued", row.queued),
            ("own work", row.works),
        ):
            if time := sum(last - first for first, last in intervals):
                parts.append(f"{milliseconds(time / NS_PER_MS)} {what}")
    if row.failure:
        parts.append("failed" if row.failure == "failed" else f"failed: {row.failure}")
    return ", ".join(parts)
