"""What a page is built of. Each block escapes the words in it, and says what it leaves out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.views.picture import Picture
from course.views.svg import Svg, element, joined
from course.webs.wording import counted

MOST_LETTERS = 500
"""Longer sentences are cut: a trace may name a service with a whole book."""
LARGEST_PICTURE = 150_000
"""Larger ones are left out, in letters: a page is to be passed on, and so many cannot be read."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page, with the ``name`` that links lead to."""

    name: str
    title: str
    body: Svg

    @property
    def markup(self) -> Svg:
        """The section with its title."""
        return element("section", element("h2", self.title), self.body, id=self.name)


def section(name: str, title: str, *parts: Svg) -> Section:
    """The parts, one below the other."""
    return Section(name, title, joined(parts))


def cut(words: str) -> str:
    """The words, or their beginning where they are too long to be read."""
    return words if len(words) <= MOST_LETTERS else f"{words[: MOST_LETTERS - 1]}…"


def paragraph(words: str, kind: str = "") -> Svg:
    """One paragraph; of ``kind`` ``note`` it is set back."""
    text = words if isinstance(words, Svg) else cut(words)
    return element("p", text, class_=kind) if kind else element("p", text)


def link(section: str, words: str) -> Svg:
    """A way to a section of the same page."""
    return element("a", words, href=f"#{section}")


def items(lines: Sequence[str], most: int) -> Svg:
    """A list of the first ``most`` lines, and how many there are beside them."""
    shown = [element("li", line if isinstance(line, Svg) else cut(line)) for line in lines[:most]]
    if more := len(lines) - most:
        shown += [element("li", f"and {more:,} more", class_="muted")] if more > 0 else []
    return element("ul", *shown) if shown else Svg()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], more: int = 0) -> Svg:
    """A table whose first column is words and whose others are numbers, or ``bar``.

    ``more`` is how many rows there are beside these. What is too wide scrolls by itself.
    """
    head = [element("th", words, scope="col") for words in heads]
    body = [
        element("tr", element("th", cut(first), scope="row"), *(_cell(each) for each in others))
        for first, *others in rows
    ]
    made = element("table", element("thead", element("tr", *head)), element("tbody", *body))
    note = [paragraph(f"{counted(more, 'more row')} not shown.", "note")] if more > 0 else []
    return joined([element("div", made, class_="wide"), *note])


def bar(part: float) -> Svg:
    """A bar as long as the part, from 0 to 1, of the room there is."""
    share = min(max(part, 0.0), 1.0)
    return element("span", "", class_="bar", style=f"width:{100 * share:.1f}%")


def folded(summary: str, *parts: Svg) -> Svg:
    """What is shown only where it is asked for."""
    return element("details", element("summary", cut(summary)), *parts)


def picture(made: Picture) -> Svg:
    """A picture, and below it what it tells in words."""
    if len(made.svg) > LARGEST_PICTURE:
        size = len(made.svg) // 1000
        return paragraph(f"{cut(made.title)}: its picture is left out, as it takes {size:,} kB.")
    words = folded("The same in words", element("pre", made.text))
    drawn = element("div", Svg(made.svg), class_="wide")
    return element("figure", drawn, words)


def _cell(value: str) -> Svg:
    if isinstance(value, Svg):
        return element("td", value, class_="room")
    return element("td", cut(value))
