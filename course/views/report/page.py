"""The frame of a page: one file that loads nothing, and in which no script can run."""

from collections.abc import Sequence

from course.views.report.blocks import Section, cut, link, paragraph
from course.views.report.style import STYLE
from course.views.svg import element

_MARK = element("meta", name="generator", content="course web")
_MARKED_WITHIN = 200  # the letters at the beginning of a file
_NOTHING_BUT_STYLE = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
_ABOUT = (
    "All this is worked out from what was recorded. Nothing in this page is loaded from elsewhere "
    "and no script runs in it, so you can pass it on."
)


def page(
    title: str,
    lead: str,
    facts: Sequence[tuple[str, str]],
    body: Sequence[Section],
    about: str = _ABOUT,
) -> str:
    """The whole document. ``facts`` are pairs of what something is and how much, or which.

    ``about`` stands at its foot: where all this comes from.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        _MARK,
        element("meta", http_equiv="Content-Security-Policy", content=_NOTHING_BUT_STYLE),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", cut(title)),
        element("style", STYLE),
    )
    tiles = [element("div", element("dt", what), element("dd", said)) for what, said in facts]
    contents = [element("li", link(each.name, each.title)) for each in body]
    inside = element(
        "div",
        element(
            "header", element("h1", cut(title)), paragraph(lead, "note"), element("dl", *tiles)
        ),
        element("nav", element("ul", *contents), aria_label="Sections"),
        element("main", *(each.markup for each in body)),
        element("footer", paragraph(about)),
        class_="page",
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', inside), lang='en')}\n"


def is_ours(beginning: str) -> bool:
    """Whether a file that begins so is a page of ours."""
    return _MARK in beginning[:_MARKED_WITHIN]
