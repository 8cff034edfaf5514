"""JupyterLab as the course opens it: this machine only, with a token, quiet, offline."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import jupyterlab
import nbformat
import pytest
from nbformat.v4 import new_notebook

from course.door import jupyter, trust
from course.door.place import PROJECT, DoorError


@pytest.fixture
def started(tmp_path):
    """A course of one empty notebook, started without a browser: its process and address."""
    shutil.copytree(PROJECT / "course", tmp_path / "course")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    nbformat.write(new_notebook(), tmp_path / "notebooks" / "00_welcome.ipynb")
    home = tmp_path / "home"
    (home / ".jupyter").mkdir(parents=True)
    # A person who once opened their Jupyter to the world; the course is not to follow.
    theirs = home / ".jupyter" / "jupyter_server_config.json"
    theirs.write_text(
        '{"ServerApp": {"ip": "0.0.0.0"}, "IdentityProvider": {"token": ""}}', encoding="utf-8"
    )
    variables = os.environ | {"HOME": str(home), "JUPYTER_TOKEN": ""}
    command = [sys.executable, "-m", "course", "--no-browser"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            said = process.stdout.readline()
            assert said.startswith("The course is at http://127.0.0.1:"), said
            yield process, said.split()[-1]
        finally:
            process.kill()


def answer(address, token=None):
    request = urllib.request.Request(address)
    if token:
        request.add_header("Authorization", f"token {token}")
    with urllib.request.urlopen(request, timeout=20) as response:
        return response.read().decode()


def test_it_is_served_on_loopback_with_a_token_and_says_no_more_than_its_address(started):
    process, address = started
    base, token = re.fullmatch(
        r"(http://127\.0\.0\.1:\d+)/lab/tree/notebooks/00_welcome\.ipynb\?token=(\w{48})", address
    ).groups()
    assert answer(address)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        answer(f"{base}/api/contents")
    assert json.loads(answer(f"{base}/lab/api/news", token)) == {"news": []}
    welcome = json.loads(answer(f"{base}/api/contents/notebooks/00_welcome.ipynb", token))
    assert welcome["type"] == "notebook"
    page = answer(f"{base}/lab", token)
    settings = json.loads(re.search(r'"jupyter-config-data"[^>]*>(.*?)</script>', page, re.S)[1])
    assert "@voila-dashboards/jupyterlab-preview" in settings["disabledExtensions"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        answer(f"{base}/voila/tree", token)
    process.terminate()
    rest = process.stdout.read()
    assert rest.splitlines()[:2] == [
        "Open this address in a browser.",
        "To stop it, press Ctrl-C here and answer y.",
    ]
    assert "[I " not in rest


def test_nothing_is_asked_and_no_extension_manager_shown():
    overrides = json.loads((jupyter.SETTINGS / "overrides.json").read_text(encoding="utf-8"))
    schemas = Path(jupyterlab.__file__).parent / "schemas"
    for plugin, settings in overrides.items():
        package, _, name = plugin.partition(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        assert set(settings) <= set(schema["properties"]), "JupyterLab knows no such setting"
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert overrides["@jupyterlab/extensionmanager-extension:plugin"]["enabled"] is False


def test_a_token_that_a_teacher_has_chosen_is_kept(monkeypatch):
    monkeypatch.setenv("JUPYTER_TOKEN", "for-the-class")
    assert not [flag for flag in jupyter.flags(browser=False) if "token" in flag]


@pytest.mark.parametrize("browser", [True, False])
def test_a_browser_is_opened_only_when_wanted(browser):
    assert f"--ServerApp.open_browser={browser}" in jupyter.flags(browser)


def test_without_its_welcome_it_says_how_to_get_it_back(monkeypatch, tmp_path):
    monkeypatch.setattr(jupyter, "WELCOME", tmp_path / "00_welcome.ipynb")
    with pytest.raises(DoorError, match="git checkout notebooks"):
        jupyter.run(browser=False)


def test_a_notebook_is_trusted_until_someone_else_changes_it(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    path = tmp_path / "some.ipynb"
    notebook = new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    nbformat.write(notebook, path)
    assert trust.untrusted([path]) == [path]
    trust.trust([path])
    assert trust.untrusted([path]) == []
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", {"text/html": "<b>"})]
    nbformat.write(notebook, path)
    assert trust.untrusted([path]) == [path]
