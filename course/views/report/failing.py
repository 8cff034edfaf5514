"""Who fails with whom, how available the answer is, and whose calls come back."""

from collections.abc import Mapping, Sequence

import networkx as nx

from course.views.ranking import ranked, ranked_picture
from course.views.report.blocks import Section, items, paragraph, picture, section
from course.views.report.subject import Subject
from course.views.svg import Svg
from course.webs.availability import of_calls, of_services
from course.webs.blast_radius import blast_radius
from course.webs.circles import way_round
from course.webs.measures import Measures
from course.webs.wording import counted, figure, listed, percent

CHANCE = 0.999
_FIRST = 10
_NAMES = 25
_ENTRIES = 3
_CIRCLES = 5
_LARGEST_CIRCLE = 2_000  # a way round a larger one is not looked for
_HOURS = 30 * 24  # of 30 days


def fails_with_whom(web: nx.DiGraph, measured: Mapping[str, Measures]) -> Section:
    """The largest blast radii, and who is in the first of them."""
    first, number = ranked(measured, "fails_with")[0]
    others = blast_radius(web, first)
    names = others[:_NAMES]
    more = len(others) - len(names)
    told = [*names, f"{more:,} more"] if more else names
    return section(
        "fails-with",
        "Who fails with whom?",
        paragraph(
            "Go against the arrows: whoever waits for a service, directly or through others, "
            "fails if it does, unless it has another answer. This is its blast radius."
        ),
        picture(ranked_picture(measured, "fails_with", _FIRST)),
        paragraph(f"If {first} fails, so {_verb(number)} {listed(told)}."),
    )


def available(web: nx.DiGraph, entries: Sequence[str], about: Subject | None = None) -> Section:
    """How much of the time the answers can come, and how many do where it is one request."""
    up = [of_services(web, entry, CHANCE) for entry in entries[:_ENTRIES] if entry in web]
    parts: list[Svg] = [
        paragraph(f"If each service is up {percent(CHANCE)} of the time, by itself:"),
        items([f"{each}. In 30 days it cannot for {_hours(each.share)}." for each in up], _ENTRIES),
    ]
    if about is not None and (answered := of_calls(about.trace, CHANCE, about.slowest)).calls:
        parts += [
            paragraph(
                f"If instead {percent(CHANCE)} of the calls are answered, for {about.which}:"
            ),
            items([f"{answered}."], 1),
            paragraph(
                "A service that is down is down for all who call it, so it counts once. A call "
                "fails by itself, so each counts."
            ),
        ]
    if about is None:
        parts.append(paragraph("It is not known who waits. So every caller is taken to wait."))
    return section("available", "How available is the answer?", *parts)


def in_circles(web: nx.DiGraph, found: Sequence[Sequence[str]]) -> Section:
    """The services whose calls come back to them, the most of them first."""
    largest = sorted(found, key=lambda circle: -len(circle))
    return section(
        "circles",
        "Circles",
        paragraph(
            "Follow the arrows, and you come back to where you were. Those in a circle are one: "
            "none of them can be tried, released or up without the others."
        ),
        items([_circle(web, circle) for circle in largest], _CIRCLES),
    )


def _circle(web: nx.DiGraph, circle: Sequence[str]) -> str:
    names = list(circle[:_NAMES])
    if more := len(circle) - len(names):
        names.append(f"{more:,} more")
    told = f"{counted(len(circle), 'service')}: {listed(names)}."
    if len(circle) > _LARGEST_CIRCLE:
        return told
    way = way_round(web, circle)
    return f"{told} A way round: {' asks '.join([*way, way[0]])}."


def _hours(share: float) -> str:
    hours = (1 - share) * _HOURS
    return f"{figure(hours)} hours" if hours >= 1 else f"{figure(hours * 60)} minutes"


def _verb(number: float) -> str:
    return "does" if number == 1 else "do"
