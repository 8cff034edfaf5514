"""How calls are made: one after another, again and again, once more, and inside one another."""

from course.views.report.blocks import Section, items, paragraph, section
from course.views.report.subject import Subject
from course.views.svg import Svg, element
from course.webs.depth import depth

_MOST = 6
_DEEPEST = 40


def one_after_another(about: Subject) -> Section:
    """The calls that could run together if they do not need each other."""
    return section(
        "one-after-another",
        "One after another",
        paragraph(
            "These calls never overlap. Run together they would take as long as the longest of "
            "them. But be careful: at most. A trace does not know whether one call needs what "
            "another has found out. That is in the code."
        ),
        items([str(one) for one in about.staircases], _MOST),
    )


def again_and_again(about: Subject) -> Section:
    """What is asked more often than need be."""
    parts: list[Svg] = []
    if about.again:
        parts += [
            paragraph(
                "One call for each thing on a list, where one for all of them would do, is called "
                "N+1. And what hardly ever changes can be kept."
            ),
            items([str(again) for again in about.again], _MOST),
        ]
    if about.before:
        parts += [
            element("h3", "Asked before, by anybody"),
            paragraph("Here somebody asks what has been asked before."),
            items([str(again) for again in about.before], _MOST),
        ]
    return section("again", "Asked again and again", *parts)


def tried_again(about: Subject) -> Section:
    """The calls that were made again because they had failed."""
    return section(
        "retries",
        "Tried again",
        paragraph(
            "Each try is more load for a service that is in trouble already, and tries in several "
            "layers multiply."
        ),
        items([str(tried) for tried in about.retried], _MOST),
    )


def inside_one_another(about: Subject) -> Section:
    """The longest chain of calls, each of which lies inside the one before."""
    first, *chain = str(depth(about.trace)).split("\n  ")
    return section(
        "depth",
        "How deep?",
        paragraph(f"{first}: each waits for the one below."),
        items(chain, _DEEPEST),
    )
