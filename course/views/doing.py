"""What a service does in a span of time: it is queued, waits for others, or works."""

from course.trace import Span
from course.views.belonging import Belonging
from course.views.intervals import Interval, between, merged
from course.webs.messages import step
from course.webs.reading import Key, key


def doing(tree: Belonging, span: Span) -> tuple[list[Interval], list[Interval], list[Interval]]:
    """When ``span`` was queued, when it waited for others, and when it worked."""
    queued: list[Interval] = []
    waits: list[Interval] = []
    works: list[Interval] = []
    seen: set[Key] = {key(span)}
    inner = [*tree.children(span)]
    while inner:
        part = inner.pop()
        if key(part) in seen or (part.kind in ("producer", "consumer") and step(part) != "send"):
            continue
        seen.add(key(part))
        time = (max(part.start, span.start), min(part.end, span.end))
        # Who sends to a bus itself waits until the bus has confirmed it.
        if part.kind in ("client", "producer") or part.service != span.service:
            waits.append(time)
        elif part.name == "queued":
            queued.append(time)
        elif part.name == "work":
            works.append(time)
        else:
            inner += tree.children(part)
    works += between((span.start, span.end), [*queued, *waits])
    return merged(queued), merged(waits), merged(works)


def passed_on(tree: Belonging, ask: Span) -> tuple[Interval | None, list[Interval]]:
    """When a bus had a question, and when it waited for those it passed it on to.

    It has it until the last part leaves for the asker; where a part is missing, to the end.
    """
    passes = [part for part in tree.children(ask) if step(part) == "pass"]
    if not passes:
        return None, []
    leaves = [part.start for part in tree.children(ask) if step(part) == "return"]
    missing = ask.status == "error" or not leaves
    whole = (passes[0].start, ask.end if missing else max(leaves))
    return whole, merged((part.start, min(part.end, whole[1])) for part in passes)
