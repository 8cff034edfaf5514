"""What a learner sees: JupyterLab in a real browser, a notebook run in full, its picture drawn."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.jupyterlab import SECONDS, choose_theme, menu, run_all

NOTEBOOK = "05_direct_requests.ipynb"
# In the notebook that is in front; JupyterLab may have others open.
PICTURE = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output svg[role=img]"
pytestmark = pytest.mark.browser


def see(page: Page) -> None:
    """Scroll to the first picture, as a person does; JupyterLab paints what is in view only."""
    picture = page.locator(PICTURE).first
    expect(picture).to_be_attached(timeout=60 * SECONDS)
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()


def photograph(page: Page, path: Path) -> None:
    see(page)
    page.screenshot(path=path)


def test_the_web_is_seen_after_run_all(page, address, artefacts):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address.replace("00_welcome.ipynb", NOTEBOOK))
    see(page)

    # The stored pictures go, so that what is seen afterwards was drawn just now.
    menu(page, "Edit", "Clear Outputs of All Cells")
    expect(page.locator(PICTURE)).to_have_count(0)
    run_all(page)

    see(page)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=60 * SECONDS)
    photograph(page, artefacts / "request-web-light.png")
    choose_theme(page, "JupyterLab Dark")
    photograph(page, artefacts / "request-web-dark.png")

    outside = [url for url in asked if not re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", url)]
    assert outside == []
    assert page.get_by_text("Would you like to get notified").count() == 0


def test_the_course_opens_on_the_welcome_and_shows_its_stored_pictures(page, address):
    page.goto(address)
    tab = page.locator("#jp-main-dock-panel .lm-TabBar-tabLabel")
    expect(tab.filter(has_text="00_welcome.ipynb")).to_be_visible(timeout=60 * SECONDS)
    see(page)
