"""How calls are made: one after another, again and again, once more, and inside one another."""

from course.views.report.blocks import Section, bar, items, paragraph, section, table
from course.views.report.subject import Subject
from course.views.svg import Svg, element
from course.webs.one_after_another import OneAfterAnother
from course.webs.reading import operation
from course.webs.repeats import Repeat
from course.webs.wording import milliseconds, percent

_MOST = 6
_DEEPEST = 40


def one_after_another(about: Subject) -> Section:
    """The calls that could run together if they do not need each other."""
    first = about.staircases[0]
    every = table(
        ["what is done", "", "saves at most", "of it", "calls", "take", "the longest"],
        [_steps(steps) for steps in about.staircases[:_MOST]],
        more=len(about.staircases) - _MOST,
    )
    nested = paragraph("What is saved in one that lies inside another cannot be added up:")
    return section(
        "one-after-another",
        "One after another",
        paragraph(
            "These calls never overlap. Run together they would take as long as the longest of "
            "them. But be careful: at most. A trace does not know whether one call needs what "
            "another has found out. That is in the code."
        ),
        paragraph(f"{first}."),
        *([nested, every] if len(about.staircases) > 1 else []),
    )


def _steps(steps: OneAfterAnother) -> list[str]:
    return [
        f"{steps.work.service}, {operation(steps.work)}",
        bar(steps.saving_share),
        milliseconds(steps.path_saving_ms),
        percent(steps.saving_share),
        f"{len(steps.calls):,}",
        milliseconds(steps.total_ms),
        milliseconds(steps.longest_ms),
    ]


def again_and_again(about: Subject) -> Section:
    """What is asked more often than need be."""
    parts: list[Svg] = []
    if about.again:
        parts += [
            paragraph(
                "One call for each thing on a list, where one for all of them would do, is called "
                "N+1. And what hardly ever changes can be kept."
            ),
            items([_again(about, *each) for each in about.again], _MOST),
        ]
    if about.before:
        parts += [
            element("h3", "Asked before, by anybody"),
            paragraph(
                "Here somebody asks for what has been asked for before, and may not know of it."
            ),
            items([str(again) for again in about.before], _MOST),
        ]
    return section("again", "Asked again and again", *parts)


def _again(about: Subject, again: Repeat, works: int) -> str:
    if about.is_one:
        return f"{again}."
    alike = f"; {works:,} pieces of work do so more than twice" if works > 1 else ""
    return f"{again}, in one piece of work{alike}."


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
    first, *chain = str(about.depth).split("\n  ")
    return section(
        "depth",
        "How deep?",
        paragraph(f"{first}: each waits for the one below."),
        items(chain, _DEEPEST),
    )
