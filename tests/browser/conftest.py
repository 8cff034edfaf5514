"""A course that runs, and a browser to look at it with."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

from course.door import chromium
from course.door.place import PROJECT
from tests.browser.jupyterlab import SECONDS

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# How long a page takes says how busy the machine is; what has to be quick is measured.
expect.set_options(timeout=30 * SECONDS)


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


@pytest.fixture(scope="module")
def browser(program):
    """One Chromium for all tests of a module: to start one takes longer than most tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page that knows nothing of those before it: no storage, no cache, its own clock."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(30 * SECONDS)
    yield page
    context.close()


@pytest.fixture(scope="module")
def artefacts():
    """Where the screenshots are kept."""
    folder = PROJECT / os.environ.get("COURSE_ARTEFACTS", ".artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
