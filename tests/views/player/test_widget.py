import json
import re
import subprocess
import sys

import nbformat
import pytest
from ipywidgets.embed import dependency_state
from nbclient import NotebookClient

from course.views import draw, play
from course.views.player.widget import Player
from course.webs import request_web
from tests.views.player.making import ripple
from tests.webs.making import purchase

SHOWN = """
from course.views import play
from tests.views.player.making import ripple
play(ripple())
"""


@pytest.fixture(scope="module")
def player() -> Player:
    return play(ripple())


def test_its_text_form_tells_the_flow(player: Player) -> None:
    assert repr(player) == player.text
    assert player.text.startswith("Flow: 6 messages, 0 ms to 19 ms\n")
    assert repr(play(ripple())) == repr(player)


def test_the_picture_is_the_web_of_the_trace_and_moves_too(player: Player) -> None:
    assert player.picture == draw(request_web(ripple()))
    assert player.flow["svg"] == player.picture.svg


def test_of_a_part_the_picture_is_the_web_of_that_part() -> None:
    shown = play(purchase(), to_ms=9).picture.text
    assert "client asks gateway" in shown
    assert "purchases asks users" not in shown


def test_all_that_is_sent_is_json_and_sent_once(player: Player) -> None:
    state = dependency_state([player])[player.model_id]["state"]
    assert state["flow"] == json.loads(json.dumps(player.flow))
    assert {"_esm", "_css", "flow"} < set(state)


def test_it_has_the_colours_of_the_pictures_and_follows_the_theme(player: Player) -> None:
    variables = set(re.findall(r"var\((--course-[a-z]+)\)", player._css))
    set_there = set(re.findall(r"(--course-[a-z]+):", player._css))
    assert variables
    assert variables <= set_there
    assert "--course-paper:var(--jp-layout-color0,#fff)" in player._css
    assert not re.search(r":\s*#(?!000\b)[0-9a-f]{3,6}", player._css.split("\n", 1)[1])


def test_what_comes_from_a_trace_is_never_made_into_markup(player: Player) -> None:
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in str(player._esm)


def test_a_page_of_its_own_loads_nothing_and_holds_no_markup_of_the_trace() -> None:
    trace = purchase()
    trace.spans[0].attributes["http.request.body"] = "</script><script>alert(1)</script>"
    page = play(trace).page()
    assert page.count("</script>") == 2
    assert not re.search(r"(src|href)=\"(?!data:)", page)


def test_making_views_does_not_import_widgets() -> None:
    program = (
        "import sys, course.views; print({'anywidget', 'ipywidgets', 'IPython'} & {*sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert loaded.stdout.strip() == "set()"


def test_a_notebook_shows_the_still_picture_and_below_it_the_player() -> None:
    cell = nbformat.v4.new_code_cell(SHOWN)
    NotebookClient(nbformat.v4.new_notebook(cells=[cell]), kernel_name="python3").execute()
    picture, player = cell.outputs
    assert picture.data["text/html"].count("<svg") == 1
    assert set(player.data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert player.data["text/plain"] == repr(play(ripple()))
