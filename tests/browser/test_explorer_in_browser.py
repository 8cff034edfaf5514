"""The explorer in JupyterLab: found by name, walked by mouse and by keyboard, and how fast."""

import json
import re
import statistics
import urllib.request

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from course.door import notebook as form
from tests.browser.jupyterlab import SECONDS, choose_theme, run_all

pytestmark = pytest.mark.browser

ANSWER_MS = 50  # the middle one of many, with up to 100 services shown

SOURCE = """
from course.trace import read_edges
from course.views import explore
web = read_edges("course/data/uber-dependencies.json.gz")
explorer = explore(web, "Service43")
explorer
"""
HOSTILE = """
import networkx as nx
from course.views import explore
evil = "<img src=x onerror=alert(1)>"
web = nx.DiGraph()
web.add_nodes_from([evil, "</text><b>x</b>"], kind="service")
web.add_edge(evil, "</text><b>x</b>", calls=1)
explore(web, evil)
"""

# From the event until the new picture is in the page, laid out and painted.
MEASURE = """
async ([cell, acts]) => {
  const root = document.querySelectorAll(".course-explorer")[cell];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const took = [];
  for (const [kind, value] of acts) {
    const changed = new Promise((done) => {
      const watch = new MutationObserver(() => { watch.disconnect(); done(); });
      watch.observe(root.querySelector(".picture > div"), { childList: true });
    });
    const slider = root.querySelector("input[type=range]");
    const node = root.querySelector(`.picture g[data-node="${value}"]`);
    // A hand has the focus there before it has let go of the button.
    if (kind !== "cold click") (kind === "slider" ? slider : node).focus({ preventScroll: true });
    await new Promise((done) => setTimeout(done, 120));
    const start = performance.now();
    if (kind === "slider") {
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    } else node.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    await changed;
    root.querySelector(".picture").getBoundingClientRect();
    const laid = performance.now() - start;
    await frame();
    const shown = root.querySelectorAll(".picture g[data-node]").length;
    took.push([kind, laid, performance.now() - start, shown]);
    await new Promise((done) => setTimeout(done, 300));
  }
  return took;
}
"""


def put(address: str, *sources: str) -> str:
    """Lay a notebook into the course that is open; gives its address."""
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in sources]
    notebook = form.normalised(nbformat.v4.new_notebook(cells=cells))
    root, token = re.match(r"(http://[^/]+).*token=(\w+)", address).groups()
    content = json.dumps({"type": "notebook", "format": "json", "content": notebook}).encode()
    request = urllib.request.Request(
        f"{root}/api/contents/explorer.ipynb",
        content,
        {"Authorization": f"token {token}", "Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status in (200, 201)
    return f"{root}/lab/tree/explorer.ipynb?token={token}"


def opened(page: Page, address: str, *sources: str) -> Locator:
    page.goto(put(address, *sources))
    run_all(page)
    explorers = page.locator(".course-explorer")
    expect(explorers).to_have_count(len(sources), timeout=60 * SECONDS)
    explorers.first.scroll_into_view_if_needed()
    return explorers.first


def middle(explorer: Locator) -> Locator:
    return explorer.locator(".picture g[aria-current=true]")


def at(explorer: Locator, name: str) -> None:
    expect(middle(explorer)).to_have_attribute("data-node", name)


def test_one_walks_by_mouse_and_finds_the_way_back(page, address, artefacts):
    explorer = opened(page, address, SOURCE)
    at(explorer, "Service43")
    expect(page.locator(".jp-OutputArea-output > div > svg[role=img]").first).to_be_hidden()
    back = explorer.get_by_role("button", name=re.compile("^Back"))
    expect(back).to_be_disabled()

    explorer.locator(".picture").get_by_role("button", name="Service927", exact=True).click()
    at(explorer, "Service927")
    expect(explorer.get_by_role("status")).to_contain_text("At Service927:")
    explorer.locator(".ranks").get_by_role("button").nth(1).click()
    second = explorer.locator(".ranks g[data-node]").nth(1).get_attribute("data-node")
    at(explorer, second)
    back.click()
    at(explorer, "Service927")
    back.click()
    at(explorer, "Service43")

    explorer.get_by_label("Ranked by").select_option(label="how many call it")
    expect(explorer.locator(".ranks g[data-node]").first).to_have_attribute(
        "data-node", "Service43"
    )
    explorer.get_by_label("Steps around it").fill("2")
    expect(explorer.get_by_text("2 steps away").first).to_be_visible()
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        if theme.endswith("Dark"):
            choose_theme(page, theme)
        explorer.scroll_into_view_if_needed()
        explorer.screenshot(path=artefacts / f"explorer-{theme.split()[1].lower()}.png")
    paper = explorer.evaluate("it => getComputedStyle(it).backgroundColor")
    assert max(map(int, re.findall(r"\d+", paper)[:3])) < 80


def test_one_walks_by_keyboard_and_keeps_the_focus(page, address):
    explorer = opened(page, address, SOURCE)
    name = explorer.get_by_label("Look at")
    name.fill("service10")
    name.press("Enter")
    expect(explorer.get_by_role("alert")).to_contain_text("part of several names")
    name.fill("service106")
    name.press("Enter")
    at(explorer, "Service106")
    expect(explorer.get_by_role("alert")).to_be_hidden()

    cells = page.locator(".jp-Cell").count()
    node = explorer.locator(".picture").get_by_role("button", name="Service48", exact=True)
    node.focus()
    page.keyboard.press("b")  # would make a new cell, if JupyterLab got to see it
    page.keyboard.press("Enter")
    at(explorer, "Service48")
    expect(middle(explorer)).to_be_focused()
    assert page.locator(".jp-Cell").count() == cells
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(middle(explorer)).to_be_focused()

    steps = explorer.get_by_label("Steps around it")
    steps.focus()
    page.keyboard.press("ArrowRight")
    expect(explorer.get_by_text("2 steps", exact=True)).to_be_visible()
    expect(steps).to_be_focused()
    at(explorer, "Service48")


def test_names_stay_text(page, address):
    explorer = opened(page, address, HOSTILE)
    at(explorer, "<img src=x onerror=alert(1)>")
    explorer.locator(".picture g[data-node]").last.click()
    at(explorer, "</text><b>x</b>")
    assert explorer.locator("img, b").count() == 0


@pytest.mark.quiet
def test_it_answers_at_once(page, address):
    """After a click and a push of the slider; a click that nothing has announced is told too."""
    opened(page, address, SOURCE.replace("Service43", "Service48"))
    least = {"click": 1e9, "slider": 1e9}
    for turn in range(3):  # others may need the machine for a while
        callers = page.eval_on_selector_all(
            ".picture g[data-node]", "all => all.map((it) => it.dataset.node)"
        )[3 * turn : 3 * turn + 5]
        clicks = [("click", name) for caller in callers[:3] for name in (caller, "Service48")]
        cold = [("cold click", name) for caller in callers[3:] for name in (caller, "Service48")]
        slides = [("slider", layers) for layers in (2, 3, 4, 3, 2, 3, 4, 3, 2, 1)]
        acts = [*cold, *clicks, *slides]
        took = page.evaluate(MEASURE, [0, acts])
        for kind in ("click", "slider", "cold click"):
            laid = [ms for act, ms, _, _ in took if act == kind]
            seen = [ms for act, _, ms, _ in took if act == kind]
            shown = max(number for act, _, _, number in took if act == kind)
            print(
                f"{kind}: laid out in {statistics.median(laid):.0f} ms, painted in "
                f"{statistics.median(seen):.0f} ms, at most {max(seen):.0f} ms, "
                f"{shown} services shown"
            )
            if kind in least:
                least[kind] = min(least[kind], statistics.median(laid))
        if max(least.values()) <= ANSWER_MS:
            break
    assert max(least.values()) <= ANSWER_MS
