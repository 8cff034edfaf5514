"""The whole report: of a trace, of a web without times, and of two of a kind compared."""

from collections.abc import Iterator, Mapping

import networkx as nx

from course.trace import Trace
from course.views.report import asking, changed, facts, standing_out
from course.views.report.blocks import Section
from course.views.report.every_service import every_service, what_to_trust
from course.views.report.failing import available, fails_with_whom, in_circles
from course.views.report.page import page
from course.views.report.pictures import the_web
from course.views.report.subject import Subject, measured_if_small
from course.views.report.waited_for import waited_for
from course.webs.circles import circles
from course.webs.measures import Measures
from course.webs.reading import operation
from course.webs.wording import counted

_ENTRIES = 3


def of_trace(trace: Trace, name: str) -> str:
    """The report of a trace that is called ``name``, as one HTML document.

    The same trace and name give the same to the byte. Raises ``ValueError`` for a trace without
    spans.
    """
    about = _subject(trace, name)
    return page(name, _what(about), facts.of_trace(about), list(_of_trace(about)))


def of_two_traces(before: Trace, after: Trace, name: str, before_name: str) -> str:
    """What has changed from the trace ``before`` to ``after``, then the report of ``after``.

    Raises ``ValueError`` where one of them has no request.
    """
    about = _subject(after, name)
    sections = [changed.between_traces(before, after), *_of_trace(about)]
    return page(
        name, f"Compared with {before_name}. {_what(about)}", facts.of_trace(about), sections
    )


def of_web(web: nx.DiGraph, name: str) -> str:
    """The report of a web without times, as ``read_edges`` gives it."""
    return page(name, _NO_TIMES, facts.of_web(web), list(_of_web(web)))


def of_two_webs(before: nx.DiGraph, after: nx.DiGraph, name: str, before_name: str) -> str:
    """What has changed from the web ``before`` to ``after``, then the report of ``after``."""
    lead = f"{_NO_TIMES} Compared with {before_name}."
    sections = [changed.between_webs(before, after), *_of_web(after)]
    return page(name, lead, facts.of_web(after), sections)


_NO_TIMES = "Who calls whom, and how often. There are no times in it."


def _subject(trace: Trace, name: str) -> Subject:
    if not trace.spans:
        raise ValueError(f"{name} holds no span, so there is nothing to tell. Export it again.")
    return Subject(trace)


def _what(about: Subject) -> str:
    """What a trace is of."""
    what = f"{about.slowest.service}, {operation(about.slowest)}"
    many = f"The slowest of {counted(len(about.requests), 'request')}"
    return f"{'One request' if about.is_one else many}: {what}"


def _of_trace(about: Subject) -> Iterator[Section]:
    yield standing_out.standing_out(list(standing_out.of_trace(about)), standing_out.absent(about))
    if not about.is_one:
        yield facts.requests(about)
    yield the_web(about.web, about.entries)
    yield waited_for(about)
    if about.staircases:
        yield asking.one_after_another(about)
    if about.again or about.before:
        yield asking.again_and_again(about)
    if about.retried:
        yield asking.tried_again(about)
    if about.depth.calls > 1:
        yield asking.inside_one_another(about)
    if any(one.fails_with for one in about.measured.values()):
        yield fails_with_whom(about.web, about.measured)
    yield available(about.web, about.entries, about)
    if about.circles:
        yield in_circles(about.web, about.circles)
    yield every_service(about.web, about.measured)
    yield what_to_trust(about.trace.oddities)


def _of_web(web: nx.DiGraph) -> Iterator[Section]:
    found, measured = circles(web), measured_if_small(web)
    entries = _first_callers(web, measured)
    yield standing_out.standing_out(
        list(standing_out.of_web(web, measured, found)), [] if found else ["circles"]
    )
    yield the_web(web, entries)
    if any(one.fails_with for one in measured.values()):
        yield fails_with_whom(web, measured)
    yield available(web, entries)
    if found:
        yield in_circles(web, found)
    yield every_service(web, measured)


def _first_callers(web: nx.DiGraph, measured: Mapping[str, Measures]) -> list[str]:
    """Whom nobody calls, those that need most others first; where there is none, of all."""
    calls = dict(web.out_degree(weight="calls"))
    first = [node for node in web if not web.in_degree(node)] or list(web)
    size = {node: measured[node].needs if measured else 0 for node in first}
    return sorted(first, key=lambda node: (-size[node], -calls[node]))[:_ENTRIES]
