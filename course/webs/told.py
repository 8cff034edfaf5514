"""What has changed, in words for the eye and the ear."""

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from course.webs.suspects import MATTERS
from course.webs.wording import counted, figure, milliseconds, percent

if TYPE_CHECKING:
    from course.webs.changes import EdgeChange, WebChanges
    from course.webs.compare import Comparison, Oftener
    from course.webs.requests import Requests
    from course.webs.suspects import Suspect

LINE = 92
"""So many characters fit into a line of a notebook's output."""
MOST_LINES = 5
"""So many of a kind are told one by one; the others are counted."""


def tell_changes(web: "WebChanges") -> str:
    """What is new, gone, slower and failing more, with the worst first."""
    lines: list[str] = []
    for words, services, edges in (
        ("New", web.new_services, web.new_edges),
        ("Gone", web.gone_services, web.gone_edges),
    ):
        lines += _some(f"{words}:", [*services, *(f"{one} asks {other}" for one, other in edges)])
    lines += _some("Slower, for each call:", [_slower(edge) for edge in web.slower])
    lines += _some("Failing more:", [_failing(edge) for edge in web.failing])
    nothing = {
        "new": not web.new_services and not web.new_edges,
        "gone": not web.gone_services and not web.gone_edges,
        "slower": not web.slower,
        "failing more": not web.failing,
    }
    if missing := [words for words, is_so in nothing.items() if is_so]:
        lines.append(f"Nothing is {' or '.join(missing)}.")
    return _wrapped(lines)


def tell_comparison(compared: "Comparison") -> str:
    """The whole requests, the changes, and who is to blame."""
    lines = _tell_requests(compared.before, compared.after)
    oftener = _some("Asked more often:", [_oftener(edge) for edge in compared.oftener])
    blame = _wrapped([*oftener, *_blame(compared)])
    return "\n".join([_wrapped(lines), tell_changes(compared.web), blame])


def tell_place(suspect: "Suspect") -> str:
    """Where the time is spent: ``orders itself``, or ``the way from purchases to orders``."""
    if isinstance(suspect.place, str):
        return f"{suspect.place} itself"
    caller, callee = suspect.place
    if suspect.silent:
        return f"the calls of {caller} to {callee}, which recorded nothing"
    return f"the way from {caller} to {callee} and back"


def _tell_requests(before: "Requests", after: "Requests") -> list[str]:
    if before.count == after.count == 1:
        now, then = milliseconds(after.p50_ms), milliseconds(before.p50_ms)
        return [f"One request: {now}, before {then}.", *_failed(before, after)]
    parts = [
        f"{share} take up to {milliseconds(now)}, before {milliseconds(then)}"
        for share, now, then in (
            ("half", after.p50_ms, before.p50_ms),
            ("95 of 100", after.p95_ms, before.p95_ms),
            ("99 of 100", after.p99_ms, before.p99_ms),
        )
    ]
    requests = f"{counted(after.count, 'request')}, before {before.count:,}"
    return [f"{requests}: {'; '.join(parts)}.", *_failed(before, after)]


def _failed(before: "Requests", after: "Requests") -> list[str]:
    if not before.failed and not after.failed:
        return []
    then, now = before.failed / before.count, after.failed / after.count
    return [f"Of the requests {percent(now)} fail, before {percent(then)}."]


def _slower(edge: "EdgeChange") -> str:
    now, then = milliseconds(edge.after_ms), milliseconds(edge.before_ms)
    times = f", {figure(edge.ratio)} times as long" if edge.before_ms else ""
    return f"{edge.caller} asks {edge.callee}: {now}, before {then}{times}"


def _failing(edge: "EdgeChange") -> str:
    now, then = percent(edge.after_failed), percent(edge.before_failed)
    return f"{edge.caller} asks {edge.callee}: {now} of the calls, before {then}"


def _oftener(edge: "Oftener") -> str:
    return f"{edge.caller} asks {edge.callee}: {_times(edge.after)}, before {_times(edge.before)}"


def _times(visits: float) -> str:
    return "once a request" if visits == 1 else f"{figure(visits)} times a request"


def _blame(compared: "Comparison") -> list[str]:
    if compared.accused:
        added = sum(it.added_ms for it in compared.suspects if it.added_ms > 0)
        told = (f"  {_accusation(suspect, added)}" for suspect in compared.accused)
        return ["What has itself become slower:", *told]
    lines = ["Nothing has itself become slower by more than chance may do."]
    first = next(iter(compared.suspects), None)
    if first is not None and first.added_ms >= MATTERS * compared.before.mean_ms > 0:
        more = milliseconds(first.added_ms)
        lines.append(f"Most was added by {tell_place(first)}: {more} a request. It may be chance.")
    return lines


def _accusation(suspect: "Suspect", added: float) -> str:
    now = milliseconds(suspect.after_ms)
    then = "new" if suspect.before_ms is None else f"before {milliseconds(suspect.before_ms)}"
    more, share = milliseconds(suspect.added_ms), percent(suspect.added_ms / added)
    return (
        f"{tell_place(suspect)}: {now} each time, {then}; {_times(suspect.visits)}. "
        f"That is {more} more a request, {share} of all that was added."
    )


def _some(words: str, told: Sequence[str]) -> list[str]:
    if not told:
        return []
    more = [f"and {len(told) - MOST_LINES:,} more"] if len(told) > MOST_LINES else []
    return [words, *(f"  {line}" for line in [*told[:MOST_LINES], *more])]


def _wrapped(lines: Sequence[str]) -> str:
    return "\n".join(
        part
        for line in lines
        for part in wrap(line, LINE, subsequent_indent="    " if line.startswith(" ") else "")
    )
