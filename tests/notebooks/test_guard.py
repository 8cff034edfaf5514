"""What every stored notebook has to keep to, and proof that each rule refuses what it is for.

nbval compares outputs. This guards what nbval does not see: that everything was executed, the
frame, the size of cells, the tags, descriptions of pictures, links, and the stored form.
"""

import io
import re
import statistics
import token
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course.door import notebook as form
from course.door.place import NOTEBOOKS, PROJECT

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))

TAGS = {"draft", "try", "claim", "exercise", "raises-exception", "nbval-ignore-output"}
# How many outputs a notebook may leave unchecked, each with its reason here.
IGNORED_OUTPUTS: dict[str, int] = {
    "04_the_right_engine.ipynb": 1,  # microseconds on this machine; a cell asserts their order
}

LONGEST_CELL, MEDIAN_CELL = 20, 5
OPENING = ("What you will be able to do", "What you need")
CLOSING = ("What you saw", "What comes next")

Rule = Callable[[NotebookNode, Path], Iterator[str]]


def code_cells(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    return [(n, cell) for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"]


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def prose(cell: NotebookNode) -> str:
    """A text cell without its code blocks and code words."""
    if cell.cell_type != "markdown":
        return ""
    return re.sub(r"```.*?```|`[^`\n]*`", "", cell.source, flags=re.S)


def headings(notebook: NotebookNode) -> list[tuple[int, int, str]]:
    """Cell, level and words of every heading."""
    return [
        (n, len(match[1]), match[2].strip())
        for n, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown"
        for match in re.finditer(
            r"^(#+) +(.+)$", re.sub(r"```.*?```", "", cell.source, flags=re.S), re.M
        )
    ]


def markup(cell: NotebookNode) -> Iterator[str]:
    """Every piece of HTML or SVG that a cell shows."""
    if cell.cell_type == "markdown":
        yield prose(cell)
    for output in cell.get("outputs", []):
        yield output.get("data", {}).get("text/html", "")


def every_code_cell_was_executed_in_order(notebook, path):
    counts = [cell.execution_count for _, cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)) or not counts:
        yield f"execution counts are {counts}: run `python3 -m course refresh`"


def an_error_is_stored_exactly_where_it_is_announced(notebook, path):
    for n, cell in code_cells(notebook):
        failed = any(output.output_type == "error" for output in cell.outputs)
        announced = "raises-exception" in tags(cell)
        if failed and not announced:
            yield f"cell {n} has an error but no tag raises-exception"
        if announced and not failed:
            yield f"cell {n} is tagged raises-exception but has no error"


def the_frame_is_there(notebook, path):
    first = notebook.cells[0].source if notebook.cells else ""
    if not re.match(r"# \S", first):
        yield "the first cell does not begin with `# ` and a title"
    if not re.search(r"^\*\*\d+ minutes\*\*", first, re.M):
        yield "the first cell has no line like **30 minutes**"
    levels = [level for _, level, _ in headings(notebook)]
    if levels.count(1) != 1:
        yield f"it has {levels.count(1)} headings of the first level, not one"
    sections = [(n, words) for n, level, words in headings(notebook) if level == 2]
    names = tuple(words for _, words in sections)
    if names[:2] != OPENING:
        yield f"the first two sections are {names[:2]}, not {OPENING}"
    if names[-2:] != CLOSING:
        yield f"the last two sections are {names[-2:]}, not {CLOSING}"
    code = [n for n, _ in code_cells(notebook)]
    if code and len(sections) > 3 and not sections[1][0] < code[0] <= code[-1] < sections[-2][0]:
        yield "there is code before `What you need` or after `What you saw`"


def cells_are_small(notebook, path):
    lines = [(n, len(cell.source.splitlines())) for n, cell in code_cells(notebook)]
    for n, count in lines:
        if count > LONGEST_CELL:
            yield f"cell {n} has {count} lines, more than {LONGEST_CELL}"
    if lines and (median := statistics.median(count for _, count in lines)) > MEDIAN_CELL:
        yield f"the median code cell has {median} lines, more than {MEDIAN_CELL}"


def no_code_cell_is_empty(notebook, path):
    for n, cell in code_cells(notebook):
        if not cell.source.strip():
            yield f"cell {n} is empty"


def there_is_a_text_cell_for_each_code_cell(notebook, path):
    code = len(code_cells(notebook))
    text = sum(cell.cell_type == "markdown" for cell in notebook.cells)
    if text < code:
        yield f"there are {code} code cells and {text} text cells"


def tags_are_known(notebook, path):
    for n, cell in enumerate(notebook.cells):
        if unknown := set(tags(cell)) - TAGS:
            yield f"cell {n} has the tags {sorted(unknown)}; known are {sorted(TAGS)}"
        if cell.cell_type == "code" and re.search(r"#.*\b(NBVAL|PYTEST)_", cell.source, re.I):
            yield f"cell {n} has a marker in a comment: use a tag, which a learner does not see"


def ignored_outputs_are_within_the_budget(notebook, path):
    count = sum("nbval-ignore-output" in tags(cell) for cell in notebook.cells)
    allowed = IGNORED_OUTPUTS.get(path.name, 0)
    if count != allowed:
        yield f"{count} outputs are ignored; IGNORED_OUTPUTS in this test says {allowed}"


def no_statement_ends_with_a_semicolon(notebook, path):
    """It would hide a value; one inside a text, as SQL has it, hides nothing."""
    for n, cell in code_cells(notebook):
        tokens = tokenize.generate_tokens(io.StringIO(cell.source).readline)
        if any(each.type == token.OP and each.string == ";" for each in tokens):
            yield f"cell {n} has a semicolon between or after statements"


def no_widget_state_is_saved(notebook, path):
    if "widgets" in notebook.metadata:
        yield "widget state is saved in the metadata: run `python3 -m course refresh`"


def every_picture_is_described(notebook, path):
    for n, cell in enumerate(notebook.cells):
        for html in markup(cell):
            for svg in re.findall(r"<svg\b.*?</svg>", html, re.S):
                if not re.search(r"<title\b[^>]*>\s*\S", svg):
                    yield f"an SVG of cell {n} has no title"
                if not re.search(r"<desc\b[^>]*>\s*\S", svg):
                    yield f"an SVG of cell {n} has no desc"
            for image in re.findall(r"<img\b[^>]*>", html):
                if not re.search(r"""\balt=(["'])\s*[^"'\s]""", image):
                    yield f"an <img> of cell {n} has no alt text"
        if re.search(r"!\[\s*\]\(", prose(cell)):
            yield f"a picture of text cell {n} has no alt text"
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/svg+xml" in data:
                yield f"cell {n} shows image/svg+xml, which no theme reaches: show it as HTML"
            for kind in {"image/png", "image/jpeg"} & set(data):
                alt = output.metadata.get(kind, {}).get("alt") or output.metadata.get("alt")
                following = notebook.cells[n + 1 : n + 2]
                told = any("In the picture" in prose(cell) for cell in following)
                if not alt and not told:
                    yield (
                        f"the {kind} of cell {n} is not described: give it `alt` in its metadata, "
                        "or begin the next text cell with `In the picture:`"
                    )


def links_lead_somewhere(notebook, path):
    for n, cell in enumerate(notebook.cells):
        for target in re.findall(r"(?<!\\)\]\(<?([^)>\s]+)", prose(cell)):
            if re.match(r"(https?|mailto):", target):
                continue
            place, _, anchor = target.partition("#")
            file = path.parent / place if place else path
            if not file.exists():
                yield f"text cell {n} links to {place}, which does not exist"
            elif anchor and file.suffix == ".ipynb":
                there = notebook if file == path else nbformat.read(file, as_version=4)
                if anchor not in [words.replace(" ", "-") for _, _, words in headings(there)]:
                    yield f"text cell {n} links to #{anchor}, and no heading there is called so"


def no_path_of_a_machine_is_stored(notebook, path):
    for n, cell in enumerate(notebook.cells):
        for place in (str(PROJECT), str(Path.home())):
            if place in nbformat.from_dict(cell).source or place in str(cell.get("outputs", "")):
                yield f"cell {n} holds a path of this machine: {place}"


def it_is_stored_as_refresh_would(notebook, path):
    if form.text(form.normalised(notebook)) != path.read_text(encoding="utf-8"):
        yield "it is not in its stored form: run `python3 -m course refresh`"


RULES: list[Rule] = [
    every_code_cell_was_executed_in_order,
    an_error_is_stored_exactly_where_it_is_announced,
    the_frame_is_there,
    cells_are_small,
    no_code_cell_is_empty,
    there_is_a_text_cell_for_each_code_cell,
    tags_are_known,
    ignored_outputs_are_within_the_budget,
    no_statement_ends_with_a_semicolon,
    no_widget_state_is_saved,
    every_picture_is_described,
    links_lead_somewhere,
    no_path_of_a_machine_is_stored,
    it_is_stored_as_refresh_would,
]


def broken(rule: Rule, path: Path) -> list[str]:
    return list(rule(nbformat.read(path, as_version=4), path))


def test_there_are_notebooks_to_guard():
    assert NOTEBOOKS / "00_welcome.ipynb" in PATHS
    assert set(IGNORED_OUTPUTS) <= {path.name for path in PATHS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook(path, rule):
    assert broken(rule, path) == []


# From here on: the guard itself is put to the test, with notebooks that break one rule each.


def sound_notebook() -> NotebookNode:
    html = "<svg><title>A web</title><desc>Two boxes.</desc></svg>"
    shown = new_output("display_data", {"text/html": html, "text/plain": "<web>"})
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# A title\n\n**10 minutes**", id="title"),
            new_markdown_cell("## What you will be able to do\n\nAdd.", id="able"),
            new_markdown_cell("## What you need\n\n[Numbers](#What-you-saw).", id="need"),
            new_code_cell("1 + 1", id="sum", execution_count=1, outputs=[shown]),
            new_code_cell("1 - 1", id="rest", execution_count=2),
            new_markdown_cell("## What you saw\n\nTwo.", id="saw"),
            new_markdown_cell("## What comes next\n\nThree.", id="next"),
        ]
    )
    return form.normalised(notebook)


def stored(notebook: NotebookNode, folder: Path) -> Path:
    path = folder / "made_up.ipynb"
    path.write_text(form.text(notebook), encoding="utf-8")
    return path


def not_executed(notebook):
    notebook.cells[4].execution_count = None


def executed_out_of_order(notebook):
    notebook.cells[3].execution_count, notebook.cells[4].execution_count = 2, 1


def stripped_of_code(notebook):
    del notebook.cells[3:5]


def unannounced_error(notebook):
    notebook.cells[4].outputs = [new_output("error", ename="E", evalue="", traceback=["E: "])]


def announced_error_that_did_not_come(notebook):
    notebook.cells[4].metadata.tags = ["raises-exception"]


def no_title(notebook):
    notebook.cells[0].source = "A title\n\n**10 minutes**"


def two_titles(notebook):
    notebook.cells[5].source += "\n\n# Another"


def no_minutes(notebook):
    notebook.cells[0].source = "# A title"


def no_opening(notebook):
    del notebook.cells[1]


def no_closing(notebook):
    notebook.cells[6].source = "Three."


def code_after_the_end(notebook):
    notebook.cells.append(new_code_cell("3", id="late", execution_count=3))
    notebook.cells.append(new_markdown_cell("Late.", id="text"))


def a_long_cell(notebook):
    notebook.cells[3].source = "\n".join(["1"] * 21)


def a_high_median(notebook):
    notebook.cells[3].source = notebook.cells[4].source = "\n".join(["1"] * 6)


def an_empty_cell(notebook):
    notebook.cells[4].source = " "


def more_code_than_text(notebook):
    for n in range(3, 7):
        notebook.cells.insert(5, new_code_cell("1", id=f"more-{n}", execution_count=n))


def a_misspelled_tag(notebook):
    notebook.cells[3].metadata.tags = ["nbval_ignore_output"]


def a_marker_in_a_comment(notebook):
    notebook.cells[3].source = "# NBVAL_IGNORE_OUTPUT\n1 + 1"


def an_ignored_output(notebook):
    notebook.cells[3].metadata.tags = ["nbval-ignore-output"]


def a_semicolon(notebook):
    notebook.cells[3].source = "1 + 1;"


def a_semicolon_with_a_comment(notebook):
    notebook.cells[3].source = "1 + 1;  # two"


def widget_state(notebook):
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {}}


def svg_without_title(notebook):
    notebook.cells[3].outputs[0].data["text/html"] = "<svg><desc>Two boxes.</desc></svg>"


def svg_without_description(notebook):
    notebook.cells[3].outputs[0].data["text/html"] = "<svg><title>A web</title></svg>"


def svg_as_an_image(notebook):
    notebook.cells[3].outputs[0].data["image/svg+xml"] = "<svg></svg>"


def png_without_description(notebook):
    notebook.cells[3].outputs[0].data["image/png"] = "iVBORw0KGgo="


def image_without_alt(notebook):
    notebook.cells[5].source += '\n\n<img src="made_up.ipynb" alt="">'


def markdown_image_without_alt(notebook):
    notebook.cells[5].source += "\n\n![](made_up.ipynb)"


def link_to_nothing(notebook):
    notebook.cells[5].source += "\n\n[There](nowhere.ipynb)"


def link_to_no_heading(notebook):
    notebook.cells[5].source += "\n\n[There](made_up.ipynb#Nowhere)"


def a_path_of_this_machine(notebook):
    notebook.cells[3].outputs[0].data["text/plain"] = f"<web in {PROJECT}>"


def metadata_of_one_run(notebook):
    notebook.cells[3].metadata.execution = {"iopub.status.busy": "2026-01-01T00:00:00Z"}


def a_language_version(notebook):
    notebook.metadata.language_info.version = "3.11.7"


BREACHES = {
    every_code_cell_was_executed_in_order: [not_executed, executed_out_of_order, stripped_of_code],
    an_error_is_stored_exactly_where_it_is_announced: [
        unannounced_error,
        announced_error_that_did_not_come,
    ],
    the_frame_is_there: [
        no_title,
        two_titles,
        no_minutes,
        no_opening,
        no_closing,
        code_after_the_end,
    ],
    cells_are_small: [a_long_cell, a_high_median],
    no_code_cell_is_empty: [an_empty_cell],
    there_is_a_text_cell_for_each_code_cell: [more_code_than_text],
    tags_are_known: [a_misspelled_tag, a_marker_in_a_comment],
    ignored_outputs_are_within_the_budget: [an_ignored_output],
    no_statement_ends_with_a_semicolon: [a_semicolon, a_semicolon_with_a_comment],
    no_widget_state_is_saved: [widget_state],
    every_picture_is_described: [
        svg_without_title,
        svg_without_description,
        svg_as_an_image,
        png_without_description,
        image_without_alt,
        markdown_image_without_alt,
    ],
    links_lead_somewhere: [link_to_nothing, link_to_no_heading],
    no_path_of_a_machine_is_stored: [a_path_of_this_machine],
    it_is_stored_as_refresh_would: [metadata_of_one_run, a_language_version],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_sound_notebook_is_accepted(rule, tmp_path):
    assert broken(rule, stored(sound_notebook(), tmp_path)) == []


@pytest.mark.parametrize(
    ("rule", "breach"),
    [(rule, breach) for rule in RULES for breach in BREACHES[rule]],
    ids=lambda each: each.__name__,
)
def test_a_breach_is_refused(rule, breach, tmp_path):
    notebook = sound_notebook()
    breach(notebook)
    assert broken(rule, stored(notebook, tmp_path))


@pytest.mark.parametrize("words", ["In the picture: two bars.", "Nothing."])
def test_a_png_can_be_described_by_the_text_below_it(words, tmp_path):
    notebook = sound_notebook()
    png_without_description(notebook)
    notebook.cells.insert(4, new_markdown_cell(words, id="words"))
    refused = broken(every_picture_is_described, stored(notebook, tmp_path))
    assert bool(refused) == (words == "Nothing.")
