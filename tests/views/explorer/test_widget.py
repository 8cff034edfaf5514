import json
import re
import subprocess
import sys

import nbformat
import pytest
from ipywidgets.embed import dependency_state
from nbclient import NotebookClient

from course.views import explore, focus
from course.views.explorer.widget import Explorer
from course.views.focus_near import NotInTheWeb
from tests.views.anyweb import web_of

SHOWN = """
from course.views import explore
from tests.views.anyweb import web_of
explore(web_of("a>b", "b>c"))
"""


@pytest.fixture
def explorer() -> Explorer:
    return explore(web_of("a>b", "b>c", "b>d"), "b")


def ask(explorer: Explorer, act: str, *values: object) -> None:
    """As the browser does."""
    explorer._handle_custom_msg({"do": act, "with": list(values)}, [])


def test_its_text_says_where_it_is(explorer: Explorer) -> None:
    assert repr(explorer) == (
        "Explorer of 4 nodes and 3 edges: at b, 1 step around it, ranked by calls received"
    )
    ask(explorer, "round", 2)
    assert "2 steps around it" in repr(explorer)


def test_what_the_browser_asks_for_is_shown(explorer: Explorer) -> None:
    ask(explorer, "go", "c")
    assert explorer.look["service"] == "c"
    assert explorer.look["svg"] == focus(explorer.walk.web, "c").svg
    assert explorer.look["back"] == "b"
    ask(explorer, "back")
    assert (explorer.look["service"], explorer.look["back"]) == ("b", None)
    ask(explorer, "round", 3)
    assert explorer.look["layers"] == 3
    ask(explorer, "rank", "fan_out")
    assert explorer.ranks["by"] == "fan_out"
    assert "How many it calls" in explorer.ranks["svg"]


def test_what_may_be_looked_at_next_is_sent_before(explorer: Explorer) -> None:
    sent: list[object] = []
    explorer.send = sent.append  # type: ignore[method-assign]
    ask(explorer, "ready", "c", 2)
    svg = focus(explorer.walk.web, "c", 2).svg
    assert sent == [{"service": "c", "layers": 2, "svg": svg}]
    assert explorer.look["service"] == "b"


def test_an_unknown_name_is_answered_in_words_until_the_next_wish(explorer: Explorer) -> None:
    ask(explorer, "go", "zzz")
    assert explorer.trouble == ('"zzz" is none of the 4 services of this web. No name is like it.')
    assert explorer.look["service"] == "b"
    ask(explorer, "go", "a")
    assert explorer.trouble == ""


def test_in_a_cell_it_moves_too_and_an_unknown_name_is_an_error(explorer: Explorer) -> None:
    explorer.go("c")
    assert explorer.look["service"] == "c"
    with pytest.raises(NotInTheWeb):
        explorer.go("zzz")


def test_all_that_is_sent_is_json(explorer: Explorer) -> None:
    state = dependency_state([explorer])[explorer.model_id]["state"]
    assert state["look"] == json.loads(json.dumps(explorer.look))
    assert {"_esm", "_css", "web", "look", "ranks"} < set(state)
    assert explorer.web["names"] == ["a", "b", "c", "d"]


def test_it_has_the_colours_of_the_pictures_and_follows_the_theme(explorer: Explorer) -> None:
    variables = set(re.findall(r"var\((--course-[a-z]+)\)", explorer._css))
    assert variables == set(re.findall(r"(--course-[a-z]+):", explorer._css))
    assert not re.search(r":\s*#[0-9a-f]{3,6}", explorer._css.split("\n", 1)[1])


def test_making_views_does_not_import_widgets() -> None:
    program = (
        "import sys, course.views; print({'anywidget', 'ipywidgets', 'IPython'} & {*sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert loaded.stdout.strip() == "set()"


def test_a_notebook_shows_the_still_picture_and_below_it_the_explorer() -> None:
    cell = nbformat.v4.new_code_cell(SHOWN)
    NotebookClient(nbformat.v4.new_notebook(cells=[cell]), kernel_name="python3").execute()
    picture, explorer = cell.outputs
    assert picture.data["text/html"].count("<svg") == 1
    assert set(explorer.data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert explorer.data["text/plain"] == repr(explore(web_of("a>b", "b>c")))
