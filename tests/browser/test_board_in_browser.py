"""The board as a page of its own and in JupyterLab: moved by keyboard, and a number is opened."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from course.door.place import PROJECT
from tests.browser.jupyterlab import SECONDS, choose_theme, run_all
from tests.browser.test_explorer_in_browser import put

pytestmark = pytest.mark.browser

SOURCE = """
from course.study import board
board()
"""


@pytest.fixture(scope="module")
def page_address(tmp_path_factory: Any) -> Iterator[str]:
    """The address of the board as ``python3 -m course board`` opens it."""
    folder: Path = tmp_path_factory.mktemp("board")
    for name in ("course", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, folder / name)
    (folder / "home").mkdir()
    variables = {"HOME": str(folder / "home"), "PYTHONPATH": str(folder), "JUPYTER_TOKEN": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "course", "board", "--no-browser"],
        cwd=folder,
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+/\S+", server.stdout.readline())
            assert found, "the door ended without saying an address"
            yield found[0]
        finally:
            server.terminate()


def opened(page: Page, address: str) -> Locator:
    page.goto(address, timeout=60 * SECONDS)  # until the notebook of the page has run
    expect(page.locator(".course-comparison table")).to_be_visible(timeout=60 * SECONDS)
    return page.locator(".course-board")


def number(board: Locator, figure: str, architecture: str) -> Locator:
    return board.locator(
        f'.course-comparison button[data-figure="{figure}"][data-architecture="{architecture}"]'
    )


def handle(board: Locator, label: str) -> Locator:
    return board.locator(".widget-hslider").filter(has_text=label).locator(".noUi-handle")


def ready(board: Locator) -> None:
    """All that was wished for has been played."""
    table = board.locator(".course-comparison")
    expect(table).to_have_attribute("aria-busy", "false", timeout=30 * SECONDS)


def move_by_keyboard(board: Locator, page: Page) -> None:
    """One step to the right on one hop: everything takes longer."""
    median = number(board, "time to answer, median", "monolith")
    before = median.inner_text()
    slider = handle(board, "One hop")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(median).not_to_have_text(before, timeout=30 * SECONDS)
    ready(board)
    expect(board.locator(".widget-hslider").filter(has_text="One hop")).to_contain_text("10 ms")
    page.keyboard.press("ArrowLeft")
    expect(median).to_have_text(before)


def open_a_number_by_keyboard(board: Locator, page: Page) -> None:
    pressed = number(board, "time to answer, slowest", "direct")
    pressed.focus()
    page.keyboard.press("Enter")
    player = board.locator(".course-run .course-player")
    expect(player).to_be_focused()
    expect(player).to_be_in_viewport()
    expect(player.locator('g[data-node="purchases"]').first).to_be_visible()
    expect(pressed).to_have_attribute("aria-pressed", "true")
    board.get_by_role("button", name="Close this run").click()
    expect(player).to_have_count(0)
    expect(pressed).to_be_focused()


def test_the_page_is_used_by_keyboard_and_fetches_nothing(
    page: Page, page_address: str, artefacts: Path
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    board = opened(page, page_address)
    board.screenshot(path=artefacts / "board-light.png")
    move_by_keyboard(board, page)
    open_a_number_by_keyboard(board, page)
    own = page_address.partition("/?")[0]
    others = [url for url in asked if not url.startswith((own, "data:", "blob:"))]
    assert others == [], "something was fetched from elsewhere"
    assert len(asked) > 5


def test_nothing_on_the_page_is_cut_off_or_scrolls_sideways(page: Page, page_address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    board = opened(page, page_address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    for box in (".course-comparison", ".course-board .course-chart", ".course-board"):
        width, inside = page.locator(box).first.evaluate("it => [it.clientWidth, it.scrollWidth]")
        assert inside <= width + 1, box
    for label in board.locator(".widget-label").all():
        width, inside = label.evaluate("it => [it.clientWidth, it.scrollWidth]")
        assert inside <= width + 1, label.inner_text()


def test_the_page_can_be_dark(page: Page, page_address: str, artefacts: Path) -> None:
    opened(page, page_address)
    page.get_by_role("link", name="Dark page").click(timeout=60 * SECONDS)
    board = page.locator(".course-board")
    expect(page.get_by_role("link", name="Light page")).to_be_visible(timeout=60 * SECONDS)
    expect(board.locator(".course-comparison table")).to_be_visible(timeout=60 * SECONDS)
    board.screenshot(path=artefacts / "board-dark.png")
    for part in (".course-comparison", ".course-chart svg"):
        paper = board.locator(part).evaluate("it => getComputedStyle(it).backgroundColor")
        assert max(map(int, re.findall(r"\d+", paper)[:3])) < 80


def test_without_the_token_there_is_no_board(page: Page, page_address: str) -> None:
    page.goto(page_address.partition("?")[0])
    expect(page.locator("#password_input")).to_be_visible()
    expect(page.locator(".course-board")).to_have_count(0)


def test_it_is_the_same_board_in_jupyterlab(page: Page, address: str, artefacts: Path) -> None:
    page.goto(put(address, SOURCE))
    run_all(page)
    board = page.locator(".course-board")
    expect(board.locator(".course-comparison table")).to_be_visible(timeout=60 * SECONDS)
    cells = page.locator(".jp-Cell").count()
    move_by_keyboard(board, page)
    page.keyboard.press("b")  # would make a new cell, if JupyterLab got to see it
    assert page.locator(".jp-Cell").count() == cells
    open_a_number_by_keyboard(board, page)
    choose_theme(page, "JupyterLab Dark")
    board.scroll_into_view_if_needed()
    board.screenshot(path=artefacts / "board-lab-dark.png")
