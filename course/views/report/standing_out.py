"""What stands out in a trace or in a web: a few sentences, only where there is something to say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from course.views.report.blocks import Section, cut, link, paragraph, section
from course.views.report.subject import Subject
from course.views.svg import element
from course.webs.busiest import busiest
from course.webs.measures import Measures
from course.webs.shares import ON_THE_WAY, Share, ways
from course.webs.trespasses import shared_databases, trespasses
from course.webs.wording import counted, listed, milliseconds, percent

_WORTH_SAYING = 0.05  # the part of a request
_MUCH_ON_THE_WAY = 0.1
_MANY_FAIL = 2
_BUSIEST = 0.05
_MANY_SERVICES = 20
_NAMES = 4


class Remark(NamedTuple):
    """A sentence, what it is about in a few words, and the section that tells more."""

    section: str
    about: str
    words: str


def standing_out(remarks: Sequence[Remark], not_found: Sequence[str]) -> Section:
    """The remarks, and what was looked for in vain."""
    lines = [element("li", link(it.section, it.about), f": {cut(it.words)}") for it in remarks]
    parts = [element("ul", *lines, class_="standing")] if lines else []
    if not_found:
        parts.append(paragraph(f"Looked for and not found: {listed(not_found)}.", "note"))
    return section("stands-out", "What stands out", *parts)


def of_trace(about: Subject) -> Iterator[Remark]:
    """What the trace has to say, the times first."""
    yield from _whose_time(about)
    for steps in about.staircases[:1]:
        if steps.saving_share >= _WORTH_SAYING:
            saving = milliseconds(steps.path_saving_ms)
            yield Remark(
                "one-after-another",
                "The largest saving",
                f"{steps.work.service} makes {counted(len(steps.calls), 'call')} one after "
                f"another. To run them together would save at most {saving}, "
                f"{percent(steps.saving_share)} of {about.which}.",
            )
    for again, _ in about.again[:1]:
        inside = "" if about.is_one else ", in one piece of work"
        yield Remark("again", "Asked again and again", f"{again}{inside}.")
    for before in about.before[:1]:
        yield Remark("again", "Asked before", f"{before}.")
    if about.retried:
        without_use = milliseconds(sum(tried.failed_ms for tried in about.retried))
        yield Remark(
            "retries",
            "Tried again",
            f"{counted(len(about.retried), 'call')} had to be tried more than once; "
            f"{without_use} went into tries that failed.",
        )
    yield from _failing(about.web)
    yield from _databases(about.web)
    yield from of_who_fails(about.measured, about.circles)
    # That two halves of a call share an id is how Zipkin does it, and no reason to trust it less.
    if odd := [one for one in about.trace.oddities if one.kind != "shared id"]:
        spans = counted(sum(len(one.spans) for one in odd), "span")
        yield Remark("oddities", "What to trust", f"there is something odd about {spans}.")


def of_web(
    web: nx.DiGraph, measured: Mapping[str, Measures], circles: Sequence[Sequence[str]]
) -> Iterator[Remark]:
    """What a web without times has to say."""
    if len(web) >= _MANY_SERVICES and web.size("calls"):
        part, few = percent(busiest(web, _BUSIEST)), percent(_BUSIEST)
        yield Remark(
            "web", "The busiest", f"{part} of all calls go to the busiest {few} of the services."
        )
    yield from of_who_fails(measured, circles)
    if measured:
        name = max(measured, key=lambda it: measured[it].needs)
        if (needs := measured[name].needs) > _MANY_FAIL:
            yield Remark(
                "available",
                "Needs most",
                f"{name} can answer only if {counted(needs, 'other')} can.",
            )


def of_who_fails(
    measured: Mapping[str, Measures], circles: Sequence[Sequence[str]]
) -> Iterator[Remark]:
    """Whom most fail with, and whose calls come back to them."""
    if measured:
        name = max(measured, key=lambda it: measured[it].fails_with)
        if (number := measured[name].fails_with) >= _MANY_FAIL:
            yield Remark(
                "fails-with",
                "Most fail with",
                f"{name}. If it fails, so do {counted(number, 'other')}.",
            )
    if circles:
        largest = max(circles, key=len)
        names = list(largest) if len(largest) <= _NAMES else []
        who = listed(names) or counted(len(largest), "service")
        more = f", and there are {len(circles) - 1:,} more" if len(circles) > 1 else ""
        yield Remark("circles", "In a circle", f"{who} ask each other{more}.")


def absent(about: Subject) -> list[str]:
    """What was looked for in a trace and is not in it."""
    wrong_stores = trespasses(about.web) or shared_databases(about.web)
    looked_for = {
        "calls one after another": about.staircases,
        "what is asked again and again": about.again,
        "tries after a failure": about.retried,
        "failed calls": any(number for _, _, number in about.web.edges(data="failures")),
        "databases of more than one service": wrong_stores,
        "circles": about.circles,
        "anything odd in the recording": about.trace.oddities,
    }
    return [words for words, found in looked_for.items() if not found]


def _whose_time(about: Subject) -> Iterator[Remark]:
    whole = milliseconds(about.path.milliseconds)
    for first in about.shares[:1]:
        if first.who != ON_THE_WAY:
            seen = ", as its callers saw it" if first.doing == "answers" else ""
            yield Remark(
                "waited-for",
                "Whose time it was",
                f"{percent(first.part)} of {about.which} of {whole} is that of {first.who}{seen}: "
                f"{milliseconds(first.milliseconds)}.",
            )
    for share in about.shares:
        if share.who == ON_THE_WAY and share.part >= _MUCH_ON_THE_WAY:
            yield _on_the_way(about, share)


def _on_the_way(about: Subject, share: Share) -> Remark:
    most = ways(about.path)[0]
    return Remark(
        "waited-for",
        "On the way",
        f"{percent(share.part)} of {about.which}, {milliseconds(share.milliseconds)}, is nobody's "
        f"work. It is between services, most of it from {most.caller} to {most.callee} and back.",
    )


def _failing(web: nx.DiGraph) -> Iterator[Remark]:
    edges = [edge for edge in web.edges(data=True) if edge[2]["failures"]]
    if edges:
        caller, callee, most = max(edges, key=lambda edge: edge[2]["failures"])
        calls, failed = most["calls"], most["failures"]
        verb = "asks" if most["asks"] else "tells"
        more = f" Calls fail on {counted(len(edges) - 1, 'more arrow')}." if len(edges) > 1 else ""
        yield Remark(
            "web",
            "Failed",
            f"{caller} {verb} {callee}: {failed:,} of {counted(calls, 'call')} failed.{more}",
        )


def _databases(web: nx.DiGraph) -> Iterator[Remark]:
    for caller, store in trespasses(web)[:1]:
        owner = web.edges[caller, store]["owner"]
        words = f"{caller} reaches into {store}, which belongs to {owner}."
        yield Remark("web", "Another's database", words)
    for store in shared_databases(web)[:1]:
        users = list(web.predecessors(store))
        who = listed(users) if len(users) <= _NAMES else counted(len(users), "service")
        yield Remark("web", "A shared database", f"{who} use {store}.")
