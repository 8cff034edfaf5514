"""A sheet as text: for a terminal of 92 columns, and to be read aloud."""

from collections.abc import Iterator
from textwrap import wrap

from course.study.guide.sheet import Block, Code, Heading, Said, Sheet

COLUMNS = 92
INDENT = "  "


def told(sheet: Sheet) -> str:
    """All of it, in lines of at most ``COLUMNS``. A longer word of code is not broken."""
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
            for line in lines:
                yield from _wrapped(line)


def _wrapped(line: str) -> list[str]:
    """A line of code at its place; what does not fit is set in below it."""
    place = 3 * INDENT + line[: len(line) - len(line.lstrip())]
    return wrap(
        line.strip(),
        COLUMNS,
        initial_indent=place,
        subsequent_indent=place + 2 * INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
