"""Calls that run one after another, and what it would save at most to run them together."""

from collections.abc import Iterable
from dataclasses import dataclass

from course.trace import NS_PER_MS, Span, Trace
from course.webs.calls import Call, calls
from course.webs.critical_path import critical_path
from course.webs.reading import Key, key, operation
from course.webs.waiting import needed
from course.webs.wording import counted, milliseconds, percent


@dataclass(frozen=True, slots=True, repr=False)
class OneAfterAnother:
    """The calls that one piece of work waits for, ``steps`` of them one after another.

    A step is one call, or several that overlap. ``work`` is the caller's span. ``total_ms`` is how
    long the steps take, ``longest_ms`` the longest of them, both in that span. ``path_ms`` is for
    how long the whole request waited for these calls, ``share`` which part of it that is, and
    ``path_saving_ms`` what the whole request would save at most; all 0 where it does not wait for
    them, but meanwhile for others.
    """

    work: Span
    calls: tuple[Call, ...]
    steps: int
    total_ms: float
    longest_ms: float
    path_ms: float
    path_saving_ms: float
    request_ms: float

    @property
    def saving_ms(self) -> float:
        """What running all steps together would save at most: all but the longest."""
        return self.total_ms - self.longest_ms

    @property
    def share(self) -> float:
        """Which part of the whole request waited for these calls."""
        return self.path_ms / self.request_ms if self.request_ms else 0.0

    @property
    def saving_share(self) -> float:
        """Which part of the whole request would be saved at most."""
        return self.path_saving_ms / self.request_ms if self.request_ms else 0.0

    def __repr__(self) -> str:
        steps = "" if self.steps == len(self.calls) else f"in {counted(self.steps, 'step')} "
        saving = (
            f"at most {milliseconds(self.path_saving_ms)}, {percent(self.saving_share)} of it"
            if self.path_saving_ms
            else "nothing of it"
        )
        return (
            f"{self.work.service}, {operation(self.work)}: "
            f"{counted(len(self.calls), 'call')} {steps}one after another take "
            f"{milliseconds(self.total_ms)}, the longest {milliseconds(self.longest_ms)}; "
            f"the request waits {percent(self.share)} of its time for them; "
            f"to run them together would save {saving}"
        )


def one_after_another(trace: Trace, root: Span | None = None) -> list[OneAfterAnother]:
    """Where the request ``root`` makes calls one after another; the largest saving comes first.

    For each piece of work, the direct calls that it waits for. They run one after another where
    they never overlap, though they could run together if none needs another's answer. **A trace
    cannot know whether one does**: that is in the code. So this is the most that there is to gain,
    the sum of the steps less the longest, and may be nothing.

    What counts for the whole request is only the time that is on its critical path. Savings of one
    piece of work that lies inside another's call cannot be added up: once the outer calls run
    together, the inner ones may not matter any more.

    ``root`` may be any span. Raises ``ValueError`` as ``critical_path`` does.
    """
    path = critical_path(trace, root)
    request_ns = path.root.end - path.root.start
    found: list[OneAfterAnother] = []
    for work, made in _by_work(calls(trace), needed(trace, path.root)):
        steps = _steps(made)
        if len(steps) < 2:
            continue
        waited = [path.ns_within(call.span) for call in made]
        found.append(
            OneAfterAnother(
                work=work,
                calls=tuple(made),
                steps=len(steps),
                total_ms=sum(steps) / NS_PER_MS,
                longest_ms=max(steps) / NS_PER_MS,
                path_ms=sum(waited) / NS_PER_MS,
                path_saving_ms=(sum(waited) - max(waited)) / NS_PER_MS,
                request_ms=request_ns / NS_PER_MS,
            )
        )
    return sorted(found, key=lambda each: (-each.path_saving_ms, -each.saving_ms))


def _by_work(found: Iterable[Call], inside: frozenset[Key]) -> Iterable[tuple[Span, list[Call]]]:
    """The calls that each piece of work waits for."""
    works: dict[Key, tuple[Span, list[Call]]] = {}
    for call in found:
        if call.work is not None and key(call.span) in inside:
            works.setdefault(key(call.work), (call.work, []))[1].append(call)
    return works.values()


def _steps(made: list[Call]) -> list[int]:
    """How long each step takes, in ns. Calls that overlap are one step."""
    (start, end), *others = sorted((call.span.start, call.span.end) for call in made)
    steps: list[int] = []
    for begin, until in others:
        if begin >= end:
            steps.append(end - start)
            start = begin
        end = max(end, until)
    return [*steps, end - start]
