"""The rows of a waterfall: one for each call, however many spans it shows as."""

from course.trace import Span, Trace
from course.views.belonging import Belonging, is_mark
from course.views.doing import doing, passed_on
from course.views.row import Role, Row
from course.webs.messages import bus, end, step, subject
from course.webs.reading import Key, database, failure, first, key, operation, peer


def read_rows(trace: Trace) -> list[Row]:
    """All rows, each below the one it is part of, otherwise in the order of their starts."""
    tree = Belonging(trace)
    found: list[Row] = []
    done: set[Key] = set()
    roots = [span for span in trace if tree.cause(span) is None]
    for root in [*roots, *trace]:  # spans in a circle of parents are below no root
        stack = [(root, 0)]
        while stack:
            span, depth = stack.pop()
            if key(span) in done:
                continue
            server = tree.server(span)
            shown = not tree.without_row(span)
            if shown:
                found.append(_row(tree, span, server, depth))
            inner = [*tree.children(span), *(tree.children(server) if server else [])]
            done.update(key(part) for part in (span, server) if part is not None)
            inner = [child for child in inner if child is not server]
            done.update(key(child) for child in inner if tree.in_the_bar(child))
            inner.sort(key=lambda child: child.start)
            stack += [(child, depth + shown) for child in reversed(inner)]
    return found


def _row(tree: Belonging, span: Span, server: Span | None, depth: int) -> Row:
    role, caller, callee, operation = _said(tree, span, server)
    doer = None if span.kind == "client" and server is None else server or span
    if role == "sent":
        doer = server  # what the sender does meanwhile is not part of it
    answer = (doer.start, doer.end) if doer else None
    queued, waits, works = doing(tree, doer) if doer else ([], [], [])
    if step(span) == "ask":
        answer, waits = passed_on(tree, span)
    cause, struck = tree.cause(span), span.attributes.get("lab.fault_at")
    again = step(span) == "process" and cause is not None and step(cause) == "deliver"
    why = _why(span, server)
    return Row(
        role=role,
        depth=depth,
        caller=caller,
        callee=callee,
        operation=operation,
        start=span.start,
        end=end(tree.trace, span),
        answer=answer,
        queued=queued,
        waits=waits,
        works=works,
        failure=why,
        known=span.end,
        struck=struck if isinstance(struck, int) else None,
        remark=_remark(span, server, why, again),
    )


def _said(tree: Belonging, span: Span, server: Span | None) -> tuple[Role, str, str, str]:
    """What kind of row it is, who has it done by whom, and what."""
    store, cause, way = database(span), tree.cause(span), step(span)
    about = subject(span) if way else operation(server or span)
    if is_mark(span):
        return "mark", "", span.service, _moment(span)
    if way == "create":
        return "inside", "", span.service, f"{about}, not sent"
    if way == "send":
        return "sent", span.service, bus(span), about
    if way in ("deliver", "return"):
        heard = peer(span) or (server.service if server else "")
        return "brought", span.service, heard, about
    if store is not None:
        return "database", span.service, store.plain, about
    if span.kind == "client":
        return "call", span.service, server.service if server else peer(span) or bus(span), about
    if cause is not None and span.kind == "consumer":
        over = bus(cause)
        return "brought" if over else "event", over or cause.service, span.service, about
    if cause is not None and cause.service != span.service:
        return "call", cause.service, span.service, about
    return "inside", "", span.service, about


def _moment(span: Span) -> str:
    """What a mark stands for: ``down, after commit``."""
    group = first(span, "messaging.consumer.group.name")
    point = first(span, "lab.point")
    return f"{span.name}{f' for {group}' if group else ''}{f', {point}' if point else ''}"


def _why(span: Span, server: Span | None) -> str:
    """Why it failed. Of a consumer that failed, the trace may say more than its bus."""
    why = failure(span)
    if step(span) == "deliver" and server is not None and why in ("", "handler failed"):
        return ": ".join(filter(None, [why, failure(server)]))
    return why


def _remark(span: Span, server: Span | None, why: str, again: bool) -> str:
    """What else there is to say: a fault, and what the bus made of it."""
    fault = first(span, "lab.fault")
    remarks = [
        (fault not in why and not is_mark(span), fault),
        (server is not None and bool(first(server, "bus.duplicate")), "known already"),
        (bool(first(span, "bus.dead_letter")), "laid aside"),
        (again, "a second time"),
    ]
    return ", ".join(words for said, words in remarks if said and words)
