"""A sheet as text: for a terminal of 92 columns, and to be read aloud."""

from collections.abc import Iterator
from textwrap import wrap

from course.study.guide.sheet import Block, Code, Heading, Said, Sheet

COLUMNS = 92
INDENT = "  "


def told(sheet: Sheet) -> str:
    """All of it. No line is longer than ``COLUMNS``, but for code that is."""
    lines = [sheet.title, "=" * min(len(sheet.title), COLUMNS)]
    for block in sheet.blocks:
        lines += _told(block)
    return "\n".join(lines)


def _told(block: Block) -> Iterator[str]:
    match block:
        case Heading(words, level):
            yield ""
            yield from wrap(words, COLUMNS)
            if level == 2:
                yield "-" * min(len(words), COLUMNS)
        case Said(label, words):
            said = f"{label}: {words}".rstrip()
            yield from wrap(said, COLUMNS, initial_indent=INDENT, subsequent_indent=2 * INDENT)
        case Code(lines):
            yield from (f"{3 * INDENT}{line}" for line in lines)
