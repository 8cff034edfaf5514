"""The comparison as a table: a row for each figure, a column for each architecture."""

from dataclasses import dataclass

from course.views.comparison.best import BEST, NOTHING, architectures, best, written
from course.views.comparison.comparison import Comparison, Figure
from course.views.comparison.table_style import styled
from course.views.svg import Svg, element
from course.webs.wording import listed


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """What ``table`` gives. A notebook shows ``html``; ``text`` tells the same in words."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def table(comparison: Comparison) -> Table:
    """The figures of a comparison; the best number of a row has a star.

    The same comparison gives the same table, to the byte.
    """
    return Table(html=styled(_table(comparison, pressed=False)), text=text(comparison))


def to_press(comparison: Comparison) -> Svg:
    """The same table for a widget: each number that has a run behind it is a button.

    A button says in ``data-figure`` and ``data-architecture`` which number it is; the style is
    left to who shows it.
    """
    return _table(comparison, pressed=True)


def text(comparison: Comparison) -> str:
    """The story, and a sentence for each figure, to be read aloud; a note is told once."""
    names = architectures(comparison)
    lines = [comparison.story]
    told: set[str] = set()
    for row in comparison.figures:
        lines.append(_sentence(row, names))
        if row.note and row.note not in told:
            lines[-1] += f" {row.note}"
            told.add(row.note)
    return "\n".join(lines)


def _sentence(row: Figure, names: list[str]) -> str:
    parts = [
        f"{name} {written(row.values[name]) if name in row.values else 'has nothing to count'}"
        for name in names
    ]
    winners = best(row)
    praise = f" Best: {listed([name for name in names if name in winners])}." if winners else ""
    return f"{_title(row)}: {', '.join(parts)}.{praise}"


def _title(row: Figure) -> str:
    return f"{row.name}, in {row.unit}" if row.unit else row.name


def _table(comparison: Comparison, pressed: bool) -> Svg:
    names = architectures(comparison)
    notes = list(dict.fromkeys(row.note for row in comparison.figures if row.note))
    heads = [element("th", name, scope="col") for name in names]
    head = element("tr", element("th", "Figure", scope="col", class_="name"), *heads)
    rows = [
        element(
            "tr",
            _head(row, notes.index(row.note) + 1 if row.note else 0),
            *(_cell(row, name, pressed) for name in names),
        )
        for row in comparison.figures
    ]
    caption = element("caption", comparison.story)
    parts = [element("table", caption, element("thead", head), element("tbody", *rows))]
    parts.append(element("p", f"{BEST} the best of its row, where they differ.", class_="key"))
    if notes:
        title = element("summary", "How to read these numbers")
        listed_notes = element("ol", *(element("li", note) for note in notes))
        parts.append(element("details", title, listed_notes))
    return element("div", *parts)


def _head(row: Figure, note: int) -> Svg:
    parts: list[str] = [row.name]
    if row.unit:
        parts.append(element("span", f" {row.unit}", class_="unit"))
    if note:
        parts.append(element("sup", str(note), title=row.note))
    return element("th", *parts, scope="row", class_="name")


def _cell(row: Figure, name: str, pressed: bool) -> Svg:
    if name not in row.values:
        return element("td", NOTHING, title="nothing to count")
    parts: list[str] = []
    if name in best(row):
        parts.append(element("span", BEST, class_="best", role="img", aria_label="best: "))
    number = written(row.values[name])
    run = row.runs.get(name)
    if pressed and run is not None:
        button = element(
            "button",
            number,
            type="button",
            data_figure=row.name,
            data_architecture=name,
            title=f"Show {run.title}",
            aria_label=f"{number}: show {run.title}, {name}",
        )
        parts.append(button)
    else:
        parts.append(number)
    return element("td", *parts)
