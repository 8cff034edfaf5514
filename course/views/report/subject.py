"""What a report of a trace is about: its web, its requests, and what was asked of both."""

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import networkx as nx

from course.trace import Span, Trace
from course.views.report.within import within
from course.webs.circles import circles
from course.webs.critical_path import CriticalPath, critical_path
from course.webs.depth import Depth, depth
from course.webs.measures import Measures, measures
from course.webs.one_after_another import OneAfterAnother, one_after_another
from course.webs.repeats import Repeat, repeats, repeats_by_anybody, repeats_by_service
from course.webs.requests import requests
from course.webs.retries import Retried, retries
from course.webs.shares import Share, shares
from course.webs.web import request_web

MOST_MEASURED = 20_000
"""In a web with more nodes, who needs whom takes too long to be worked out for each."""


@dataclass(frozen=True)
class Subject:
    """A trace with at least one span. Each answer is worked out once, when it is asked for."""

    trace: Trace

    @cached_property
    def web(self) -> nx.DiGraph:
        """Who asks whom."""
        return request_web(self.trace)

    @cached_property
    def measured(self) -> dict[str, Measures]:
        """The measures of each node, as ``measured_if_small``."""
        return measured_if_small(self.web)

    @cached_property
    def circles(self) -> list[list[str]]:
        """The services whose calls come back to them."""
        return circles(self.web)

    @cached_property
    def requests(self) -> list[Span]:
        """The first span of each request; where there is none, of whatever else there is."""
        return requests(self.trace) or self.trace.roots or [self.trace.spans[0]]

    @property
    def is_one(self) -> bool:
        """Whether it is a single request."""
        return len(self.requests) == 1

    @cached_property
    def entries(self) -> list[str]:
        """The services where requests come in, those with the most first."""
        counts: dict[str, int] = {}
        for span in self.requests:
            counts[span.service] = counts.get(span.service, 0) + 1
        return sorted(counts, key=lambda name: -counts[name])

    @cached_property
    def slowest(self) -> Span:
        """The request that took longest; of several, the first."""
        return max(self.requests, key=attrgetter("milliseconds"))

    @property
    def which(self) -> str:
        """How the one request is called that is looked at."""
        return "the request" if self.is_one else "the slowest request"

    @cached_property
    def of_slowest(self) -> Trace:
        """The spans of the slowest request alone, and of what it caused."""
        return within(self.trace, self.slowest)

    @cached_property
    def path(self) -> CriticalPath:
        """Whom the answer to the slowest request was waiting for."""
        return critical_path(self.trace, self.slowest)

    @cached_property
    def shares(self) -> list[Share]:
        """Whose time the slowest request was."""
        return shares(self.path)

    @cached_property
    def staircases(self) -> list[OneAfterAnother]:
        """Where calls of the slowest request run one after another, and something can be saved."""
        found = one_after_another(self.trace, self.slowest)
        return [one for one in found if one.path_saving_ms > 0]

    @cached_property
    def again(self) -> list[tuple[Repeat, int]]:
        """What a service asks for more than twice, and how many pieces of work do that.

        Of one request that is all that a service asks in it, so the number is 1. Of many it is what
        one piece of work asks, and that which does it most: what is asked in each of them is asked
        again and again, as it should be.
        """
        by = repeats_by_service if self.is_one else repeats
        alike: dict[tuple[str, ...], list[Repeat]] = {}
        for again in by(self.trace):
            if again.times > 2:
                what = (*again.callers, again.callee, again.operation)
                alike.setdefault(what, []).append(again)
        return [(first, 1 + len(others)) for first, *others in alike.values()]

    @cached_property
    def before(self) -> list[Repeat]:
        """What somebody has asked for before; between requests it may have changed, so not then."""
        found = repeats_by_anybody(self.trace) if self.is_one else []
        return [again for again in found if again.again]

    @cached_property
    def depth(self) -> Depth:
        """How deep the calls lie inside one another."""
        return depth(self.trace)

    @cached_property
    def retried(self) -> list[Retried]:
        """What was tried more than once."""
        return retries(self.trace)


def measured_if_small(web: nx.DiGraph) -> dict[str, Measures]:
    """The measures of each node, or nothing for a web of more than ``MOST_MEASURED``."""
    return measures(web) if len(web) <= MOST_MEASURED else {}
