"""All sheets as one web page, to be printed."""

from collections.abc import Sequence

from course.study import guide
from course.study.guide import misconceptions, writing
from course.study.guide.sheet import Block, Code, Heading, Said, Sheet
from course.views.report.blocks import Section, section
from course.views.report.page import page
from course.views.svg import Svg, element

LEAD = (
    "For a teacher in front of a class: what each section is for, what to ask, what to leave out."
)
ABOUT = (
    "Minutes, misconceptions and experiments are taken from the course itself. Nothing in this "
    "page is loaded from elsewhere and no script runs in it, so you can pass it on."
)


def whole() -> str:
    """The overview and every guide, as HTML. Pure text: it loads nothing."""
    numbers = guide.numbers()
    sheets = [writing.overview(), *map(writing.of_notebook, numbers)]
    asked = sum(len(misconceptions.of_quiz(number)) for number in numbers)
    exercises = sum(len(misconceptions.of_exercises(number)) for number in numbers)
    facts = [
        ("notebooks", str(len(numbers))),
        ("minutes", str(sum(each.minutes for each in guide.every()))),
        ("exercises", str(exercises)),
        ("quiz questions", str(asked)),
    ]
    return page("The teacher's guide", LEAD, facts, list(map(shown, sheets)), ABOUT)


def shown(sheet: Sheet) -> Section:
    """One sheet as a section of the page."""
    return section(sheet.name, sheet.title, *_blocks(sheet.blocks))


def _blocks(blocks: Sequence[Block]) -> list[Svg]:
    return list(map(_block, blocks))


def _block(block: Block) -> Svg:
    match block:
        case Heading(words, level):
            return element(f"h{level + 1}", words)
        case Said(label, words):
            return element("p", element("b", f"{label}:"), f" {words}")
        case Code(lines):
            return element("pre", "\n".join(lines))
