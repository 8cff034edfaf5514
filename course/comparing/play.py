"""Plays a story through one architecture, and says what came of it."""

from collections.abc import Mapping
from functools import cache
from math import inf

from course.claims.complications import moving_parts
from course.claims.source import lines_of_shop
from course.claims.storage import stored
from course.comparing.acting import Asked, act
from course.comparing.messages import messages
from course.comparing.moments import USERS, Buy, Look, Reprice
from course.comparing.outages import marks, with_outages
from course.comparing.played import Played, Read, Write
from course.comparing.shops import architecture_named, buy_them, list_products, opened, text_kept
from course.comparing.sources import sources_ms
from course.comparing.story import Story
from course.comparing.truth import Change, missed
from course.lab import Answer, Lab
from course.trace import NS_PER_MS, Span, Trace

_lines, _parts = cache(lines_of_shop), cache(moving_parts)


def play(story: Story, architecture: str) -> Played:
    """What comes of the story in the ``monolith``, or with ``direct``, ``asking``, ``copying``.

    The same story gives the same, whatever was played before. Raises ``ValueError`` for another
    architecture.
    """
    shop = architecture_named(architecture)
    lab = opened(story, architecture)
    list_products(lab, story)
    before = text_kept(lab)
    orders = buy_them(lab, story)
    per_order = (text_kept(lab) - before) / orders
    began_ns = round(lab.now_ms * NS_PER_MS)
    asked = act(lab, story)
    trace = Trace([span for span in lab.trace if span.start >= began_ns])
    outages = marks(trace)
    written = {_change(each): each for each in asked if not isinstance(each.deed, Look)}
    return Played(
        story=story,
        architecture=architecture,
        reads=tuple(
            _read(each, each.deed, written, outages)
            for each in asked
            if isinstance(each.deed, Look)
        ),
        writes=tuple(_write(each, outages) for each in written.values()),
        wrong_in_the_end=_wrong_pages(lab, written),
        bytes_stored=stored(lab).total,
        bytes_per_order=per_order,
        workers=sum(service.workers.count for service in lab.services.values()),
        lines=_lines(shop),
        parts=_parts(shop),
        trace=trace,
    )


def _change(asked: Asked) -> Change:
    assert isinstance(asked.deed, Buy | Reprice)
    answer = asked.sent.answer
    confirmed = asked.answered_ns if answer.ok else inf
    number = answer.body["id"] if answer.ok and isinstance(asked.deed, Buy) else None
    return Change(asked.deed, asked.asked_ns, confirmed, number)


def _read(asked: Asked, look: Look, written: Mapping[Change, Asked], outages: list[Span]) -> Read:
    answer = asked.sent.answer
    words = f"User {look.user} asks at {asked.at_ms:.1f} ms"
    trace = answer.trace
    if not answer.ok:
        said, shown = f"{words}: {refusal(answer)}", with_outages(trace, outages)
        return Read(answer.milliseconds, "refused", said, 0, {}, messages(trace), shown)
    times, count = sources_ms(trace), messages(trace)
    late = missed(answer.body, look.user, asked.asked_ns, written)
    if not late:
        shown = with_outages(trace, outages)
        return Read(answer.milliseconds, "fresh", words, 0, times, count, shown)
    oldest = min(late, key=lambda change: change.confirmed)
    late_ms = (asked.asked_ns - oldest.confirmed) / NS_PER_MS
    said = f"{words}, and misses what was confirmed {late_ms:.1f} ms before: {oldest.deed}"
    both = Trace([*written[oldest].sent.answer.trace, *trace])
    shown = with_outages(both, outages)
    return Read(answer.milliseconds, "stale", said, late_ms, times, count, shown)


def _write(asked: Asked, outages: list[Span]) -> Write:
    assert isinstance(asked.deed, Buy | Reprice)
    answer = asked.sent.answer
    words = f"{asked.deed} at {asked.at_ms:.1f} ms"
    if not answer.ok:
        words += f": {refusal(answer)}"
    trace = answer.trace
    shown = with_outages(trace, outages)
    return Write(asked.deed, answer.milliseconds, answer.ok, words, messages(trace), shown)


def refusal(answer: Answer) -> str:
    """Why an answer is none, in the words of who gave it."""
    if answer.status is None:
        return answer.problem or "no answer"
    errors = answer.body.get("errors", []) if isinstance(answer.body, dict) else []
    said = [f"{next(iter(error.values()))} {error.get('why', '')}" for error in errors]
    return f"{answer.status}, {'; '.join(said)}" if said else str(answer.status)


def _wrong_pages(lab: Lab, changes: Mapping[Change, Asked]) -> int:
    wrong = 0
    for user in range(1, USERS + 1):
        answer = lab.get(f"/purchases/{user}")
        wrong += not answer.ok or bool(missed(answer.body, user, inf, changes))
    return wrong
