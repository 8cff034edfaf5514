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
    """The story, and a sentence for each figure, to be read aloud."""
    names = architectures(comparison)
    return "\n".join([comparison.story, *(_sentence(row, names) for row in comparison.figures)])


def _sentence(row: Figure, names: list[str]) -> str:
    parts = [
        f"{name} {written(row.values[name]) if name in row.values else 'has nothing to count'}"
        for name in names
    ]
    winners = best(row)
    praise = f" Best: {listed([name for name in names if name in winners])}." if winners else ""
    note = f" {row.note}" if row.note else ""
    return f"{_title(row)}: {', '.join(parts)}.{praise}{note}"


def _title(row: Figure) -> str:
    return f"{row.name}, in {row.unit}" if row.unit else row.name


def _table(comparison: Comparison, pressed: bool) -> Svg:
    names = architectures(comparison)
    noted = [row for row in comparison.figures if row.note]
    heads = [element("th", name, scope="col") for name in names]
    head = element("tr", element("th", "Figure", scope="col", class_="name"), *heads)
    rows = [
        element(
            "tr",
            _head(row, noted.index(row) + 1 if row.note else 0),
            *(_cell(row, name, pressed) for name in names),
        )
        for row in comparison.figures
    ]
    caption = element("caption", comparison.story)
    parts = [element("table", caption, element("thead", head), element("tbody", *rows))]
    key = element("p", f"{BEST} the best of its row, where they differ.", class_="key")
    notes = [element("li", f"{row.name}: {row.note}") for row in noted]
    if notes:
        title = element("summary", "How to read these numbers")
        parts.append(element("details", title, element("ol", *notes), open="open"))
    return element("div", *parts[:1], key, *parts[1:])


def _head(row: Figure, note: int) -> Svg:
    parts: list[str] = [row.name]
    if row.unit:
        parts.append(element("span", f" {row.unit}", class_="unit"))
    if note:
        parts.append(element("sup", str(note)))
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
