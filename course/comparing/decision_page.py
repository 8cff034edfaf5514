"""A decision as text and as HTML: the limits in a table, then what can be said to it."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from course.claims.finding import LINE
from course.comparing.checks import Check
from course.views.palette import INK, WRONG
from course.views.palette import LINE as RULE

_CELL = f"text-align:left;padding:.3em .8em;border-bottom:1px solid {RULE}"
_HEADS = ("limit", "your limit", "measured", "", "why")


def as_text(title: str, checks: Sequence[Check], said: Sequence[str]) -> str:
    """Lines that read well aloud."""
    lines = [title]
    for each in checks:
        limit = each.limit
        line = f"{verdict(each)}: {limit.figure}, {limit.words()} ({limit.why}): {each.words}"
        lines += wrap(line, LINE, initial_indent="  ", subsequent_indent="    ")
    for sentence in said:
        lines += wrap(sentence, LINE)
    return "\n".join(lines)


def as_html(title: str, checks: Sequence[Check], said: Sequence[str]) -> str:
    """A table, whose verdicts are words and signs and not only colours."""
    head = "".join(f'<th scope="col" style="{_CELL}">{each}</th>' for each in _HEADS)
    rows = "".join(map(_row, checks))
    sentences = "".join(f"<p style='margin:.4em 0'>{escape(each)}</p>" for each in said)
    return (
        f'<div style="color:{INK};max-width:60em"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;font-weight:bold">{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{sentences}</div>"
    )


def verdict(check: Check) -> str:
    """In a word."""
    return "kept" if check.is_kept else "broken"


def _row(check: Check) -> str:
    limit = check.limit
    sign = "✓" if check.is_kept else "✗"
    colour = "" if check.is_kept else f";color:{WRONG};font-weight:bold"
    cells = [
        f'<td style="{_CELL}">{escape(limit.words())}</td>',
        f'<td style="{_CELL}">{escape(check.words)}</td>',
        f'<td style="{_CELL}{colour}">{sign} {verdict(check)}</td>',
        f'<td style="{_CELL}">{escape(limit.why)}</td>',
    ]
    name = f'<th scope="row" style="{_CELL};font-weight:normal">{escape(limit.figure)}</th>'
    return f"<tr>{name}{''.join(cells)}</tr>"
