"""What a learner sees: JupyterLab in a real browser, a notebook run in full, its picture drawn."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from course.door import chromium
from course.door.place import PROJECT

NOTEBOOK = "05_direct_requests.ipynb"
# In the notebook that is in front; JupyterLab may have others open.
PICTURE = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output svg[role=img]"
SECONDS = 1000  # playwright counts in milliseconds
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a course started from a copy, so that ours stays as it is."""
    copy = tmp_path_factory.mktemp("course")
    for name in ("course", "notebooks"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns(".*"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, copy / name)
    home = copy / "home"
    home.mkdir()
    command = [sys.executable, "-m", "course", "--no-browser"]
    # A home of its own: the settings and the trust of whoever runs the tests stay out of it.
    variables = os.environ | {"HOME": str(home), "PYTHONPATH": str(copy), "JUPYTER_TOKEN": ""}
    with subprocess.Popen(
        command,
        cwd=copy,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            found = None
            for line in server.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+/\S+", line):
                    break
            assert found, "the door ended without saying an address"
            yield found[0]
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def program():
    """A Chromium; without one the tests are skipped, but not in CI."""
    found = chromium.find()
    if found is None and chromium.is_required():
        pytest.fail("There is no Chromium, and CI may not skip this: .ci/run installs it.")
    if found is None:
        pytest.skip("there is no Chromium on this machine; install it to run this test")
    return found


@pytest.fixture
def page(program):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(10 * SECONDS)
        yield page
        browser.close()


@pytest.fixture(scope="module")
def artefacts():
    """Where the screenshots are kept."""
    folder = PROJECT / os.environ.get("COURSE_ARTEFACTS", ".artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def menu(page: Page, name: str, *items: str) -> None:
    """Choose from JupyterLab's menus, as a person does."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{name}$")).click()
    for item in items:
        page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{item}$")).click()


def run_all(page: Page) -> None:
    """Run every cell, and wait until all of them have been executed."""
    # Before the status bar says Idle, Run All runs nothing and says nothing.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=60 * SECONDS)
    menu(page, "Run", "Run All Cells")


def choose_theme(page: Page, name: str) -> None:
    menu(page, "Settings", "Theme", name)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", name)
    expect(page.locator("#jupyterlab-splash")).to_have_count(0)


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
