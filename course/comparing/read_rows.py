"""The rows about reads: how many were answered, how old the answers were, how long they took."""

from collections.abc import Sequence

from course.comparing.played import Played, Read
from course.comparing.row import part, row, run_of, slowest
from course.views.comparison.comparison import Figure, Run
from course.webs.requests import percentile

AT_LEAST = {95: 20, 99: 100}
"""So many answers there have to be before a percentile is another than the slowest."""


def rows_of_reads(played: Sequence[Played]) -> list[Figure]:
    """All rows about reads."""
    return [*_fates(played), *_ages(played), *_times(played), _messages(played)]


def _fates(played: Sequence[Played]) -> list[Figure]:
    return [
        part(
            played,
            "reads answered",
            lambda each: (len(each.answered), len(each.reads)),
            _longest_refused,
            _who_was_down(played[0]),
            "more",
        ),
        part(
            played,
            "stale answers",
            lambda each: (len(each.having("stale")), len(each.reads)),
            _stalest,
            "Of all reads. What is refused cannot be stale. A stale answer misses a change that "
            "had been confirmed to its maker before the read was asked for. What was still under "
            "way may be in it or not. The bus hands a copy its next event when the one before is "
            "acknowledged, two hops later: a bus that hands out several at once lags less.",
        ),
    ]


def _who_was_down(played: Played) -> str:
    said = ["Of all that were asked."]
    down = played.story.down
    if down - {"bus"}:
        said.append(
            "The monolith is one process, which holds users, orders, products and purchases: if it "
            "dies for one of them, all of it is down."
        )
    if "bus" in down:
        said.append("The monolith and direct have no bus, so they cannot miss it.")
    if played.story.failing:
        said.append(
            "Each call fails by itself, on every link, that of the visitor too: who makes more "
            "calls for an answer fails more often (S4). Direct asks for each product by itself, "
            "and would fail more rarely with one request for all. Nobody tries a read twice here; "
            "the bus does bring an event again."
        )
    return " ".join(said)


def _ages(played: Sequence[Played]) -> list[Figure]:
    def ages(each: Played) -> list[float]:
        return [read.late_ms for read in each.having("stale")]

    note = (
        "From the moment a change was confirmed to the moment the answer that misses it was asked "
        "for; of several that it misses, the oldest. Only of stale answers. A copy takes in one "
        "event after the other, so many writes have to wait there."
    )
    return [
        row(
            played,
            "age of stale answers, median",
            "ms",
            lambda each: percentile(ages(each), 50) if ages(each) else None,
            note=note,
        ),
        row(
            played,
            "age of stale answers, at most",
            "ms",
            lambda each: max(ages(each), default=None),
            _stalest,
            note,
        ),
    ]


def _stalest(played: Played) -> Run | None:
    oldest = max(played.having("stale"), key=lambda read: read.late_ms, default=None)
    return run_of(oldest, "The stalest answer, and the change that it misses")


def _times(played: Sequence[Played]) -> list[Figure]:
    counts = ", ".join(
        f"{each.architecture} {len(each.answered)} of {len(each.reads)}" for each in played
    )
    note = (
        f"Of answered reads only, so who refuses many may look quick. Answered: {counts}. The "
        "monolith needs no gateway in front of it, so it is a hop nearer, there and back. Whatever "
        "comes to a service keeps a worker equally long, a whole join or a look at one row: that "
        "is kind to the monolith and to copying. It is kind to asking, too, where one message asks "
        "for all products; direct sends one for each. The bus has no workers and is never busy."
    )
    found = [_at(played, 50, "median", note)]
    found += [_at(played, percent, f"{percent}th percentile", note) for percent in AT_LEAST]
    found.append(
        row(
            played,
            "time to answer, slowest",
            "ms",
            lambda each: read.milliseconds if (read := slowest(each.answered)) else None,
            lambda each: run_of(slowest(each.answered), "The slowest read"),
            note,
        )
    )
    found.append(
        row(
            played,
            "time until refused, median",
            "ms",
            _until_refused_ms,
            _longest_refused,
            "A visitor waits for a refusal, too.",
        )
    )
    return found


def _until_refused_ms(played: Played) -> float | None:
    times = [read.milliseconds for read in played.having("refused")]
    return percentile(times, 50) if times else None


def _longest_refused(played: Played) -> Run | None:
    return run_of(slowest(played.having("refused")), "The read that waited longest to be refused")


def _at(played: Sequence[Played], percent: int, said: str, note: str) -> Figure:
    """A percentile by nearest rank, so that there is a read which took just so long."""

    def read_at(each: Played) -> Read | None:
        times = [read.milliseconds for read in each.answered]
        if len(times) < AT_LEAST.get(percent, 1):
            return None
        ms = percentile(times, percent)
        return next(read for read in each.answered if read.milliseconds == ms)

    return row(
        played,
        f"time to answer, {said}",
        "ms",
        lambda each: read.milliseconds if (read := read_at(each)) else None,
        lambda each: run_of(read_at(each), f"A read at the {said}"),
        note,
    )


def _messages(played: Sequence[Played]) -> Figure:
    return row(
        played,
        "messages per read",
        "",
        lambda each: sum(read.messages for read in each.reads) / len(each.reads),
        lambda each: run_of(
            max(each.reads, key=lambda read: read.messages), "The read with the most messages"
        ),
        "Requests, events, questions and answers counted alike, those of refused reads too. Direct "
        "asks for each product by itself; asking gets all of them in one part of an answer.",
    )
