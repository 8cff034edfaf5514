"""A list of who calls whom becomes a web."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from course.trace import TraceError, read_edges

EDGE = {"parent": "web", "child": "users", "callCount": 5}


def edges(folder: Path, content: object) -> Any:
    (folder / "edges.json").write_text(json.dumps(content))
    return read_edges(folder / "edges.json")


def test_an_edge_goes_from_who_asks_to_who_is_asked(tmp_path: Path) -> None:
    web = edges(tmp_path, [EDGE, {"parent": "users", "child": "users", "callCount": 2}])
    assert list(web.nodes(data="kind")) == [("web", "service"), ("users", "service")]
    assert list(web.edges(data="calls")) == [("web", "users", 5), ("users", "users", 2)]


def test_a_pair_that_is_there_twice_is_summed_up(tmp_path: Path) -> None:
    assert edges(tmp_path, [EDGE, EDGE]).edges["web", "users"]["calls"] == 10


def test_what_jaegers_api_answers_and_gzip_are_read(tmp_path: Path) -> None:
    assert edges(tmp_path, {"data": [EDGE]}).size() == 1
    (tmp_path / "packed").write_bytes(gzip.compress(json.dumps([EDGE]).encode()))
    assert read_edges(tmp_path / "packed").size() == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "expected a list of objects with parent, child and callCount, found []"),
        ({"resourceSpans": []}, 'Is it a trace? "read" reads those'),
        ([EDGE, 5], 'field "data": expected objects, found 5 at place 2'),
        ([EDGE, {"parent": "a"}], "edge 2 of 2: expected a parent and a child"),
        ([EDGE, EDGE | {"callCount": -1}], 'edge 2 of 2, field "callCount": expected a whole'),
        ([EDGE | {"child": 5}], 'edge 1 of 1, field "child": expected text, found 5'),
    ],
)
def test_what_is_none_is_refused(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(TraceError) as caught:
        edges(tmp_path, content)
    assert message in str(caught.value)
    assert "edges.json: " in str(caught.value)


def test_networkx_is_not_imported_where_no_graph_is_read() -> None:
    code = "import course.trace, sys; sys.exit('networkx' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True)
