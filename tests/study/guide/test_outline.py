"""The sections of a notebook, and what happens in them, are read from its cells."""

from typing import Any

import pytest

from course.study.errors import NoOutline
from course.study.guide.outline import Outlined, outline, read


def words(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source.splitlines(keepends=True), "metadata": {}}


def code(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}}


BEGIN = words("# A shop\n\n## What you will be able to do\n\n## What you need\n\nNothing.")
END = words("## What you saw\n\n## What comes next")


def test_the_frame_is_left_out_and_the_rest_is_in_order() -> None:
    cells = [BEGIN, words("## One\n\nWords."), words("### Half\n\nMore.\n\n## Two"), END]
    assert outline(cells) == [Outlined("One", ["Half"]), Outlined("Two")]


def test_what_is_shown_as_code_is_no_heading() -> None:
    cells = [BEGIN, words("## One\n\n```python\n## not a heading\n```\n\n### Half"), END]
    assert outline(cells) == [Outlined("One", ["Half"])]


def test_errors_on_purpose_and_statements_belong_to_the_section_they_stand_in() -> None:
    cells = [
        BEGIN,
        words("## One"),
        code("lab.get('/')", "raises-exception"),
        words("## Two"),
        code('finding = claims.prove("D2")', "claim"),
        code("1 + 1"),
        END,
        code("1 / 0", "raises-exception"),
    ]
    assert outline(cells) == [Outlined("One", errors=1), Outlined("Two", statements=["D2"])]


def test_a_prediction_is_counted_once_whether_it_is_said_or_clicked_or_both() -> None:
    said, clicked = words("## One\n\n**Predict.** How long?"), code('predict(\n    "01-long")')
    assert outline([BEGIN, said, code("1 + 1"), END])[0].predictions == 1
    assert outline([BEGIN, said, clicked, END])[0].predictions == 1
    assert outline([BEGIN, words("## One"), clicked, END])[0].predictions == 1
    assert outline([BEGIN, words("## One"), code("from a import predict"), END])[0].predictions == 0


def test_a_notebook_without_the_frame_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoOutline, match="git checkout notebooks"):
        outline([words("## One"), END])


def test_a_notebook_that_is_not_there_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoOutline, match=r"Notebook 77 cannot be read.*git checkout notebooks"):
        read("77")
