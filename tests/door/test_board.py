"""The board as a page: this machine only, with a token, quiet, and no code from outside."""

import os
import re
import shutil
import stat
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from course.door import board
from course.door.place import PROJECT, DoorError

TEMPLATE = board.PAGE / "voila" / "templates" / "course" / "index.html.j2"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A board whose notebook says one word, started without a browser: process and address."""
    shutil.copytree(PROJECT / "course", tmp_path / "course")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(board.NOTEBOOK, as_version=4)
    notebook.cells[0].source = "'a word from the kernel'"
    nbformat.write(notebook, tmp_path / board.NOTEBOOK.relative_to(PROJECT))
    home = tmp_path / "home"
    (home / ".jupyter").mkdir(parents=True)
    # A person who once opened their Voila to the world; the course is not to follow.
    theirs = home / ".jupyter" / "voila.json"
    theirs.write_text(
        '{"Voila": {"ip": "0.0.0.0", "token": ""}, "VoilaConfiguration": {"template": "reveal"}}',
        encoding="utf-8",
    )
    variables = os.environ | {"HOME": str(home), "JUPYTER_TOKEN": ""}
    command = [sys.executable, "-m", "course", "board", "--no-browser"]
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
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("The board is at http://127.0.0.1:"), said
            yield process, said.split()[-1]
        finally:
            process.kill()


def answer(address: str) -> tuple[str, str]:
    """What stands at an address, and where one was sent on the way."""
    with urllib.request.urlopen(address, timeout=60) as response:
        return response.read().decode(), response.geturl()


def test_it_is_served_on_loopback_with_a_token_and_fetches_nothing(
    started: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = started
    base, token = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/\?token=(\w{48})", address).groups()  # type: ignore[union-attr]
    _, sent_to = answer(f"{base}/")
    assert urllib.parse.urlsplit(sent_to).path == "/login"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        answer(f"{base}/api/kernels/00000000-0000-0000-0000-000000000000")
    page, _ = answer(address)
    assert "a word from the kernel" in page
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', page)
    assert len(loaded) >= 2
    assert [it for it in loaded if not it.startswith(("/", "data:", base))] == []
    process.terminate()
    assert process.stdout is not None
    rest = process.stdout.read().splitlines()
    assert rest[:2] == ["Open this address in a browser.", "To stop it, press Ctrl-C here."]
    assert token not in "".join(rest[2:])


def test_the_template_is_ours_and_the_parent_it_leaves_out_is_the_one_that_fetches() -> None:
    """Voila's own page has its icons from elsewhere; ours takes the page before that."""
    import voila.paths

    (lab,) = [
        Path(folder) / "lab" / "index.html.j2"
        for folder in voila.paths.collect_template_paths(["voila"], "lab")
        if (Path(folder) / "lab" / "index.html.j2").exists() and "voila" in str(folder)
    ][:1]
    block = lab.read_text(encoding="utf-8").split("block notebook_css")[1]
    assert "https://" in block, "Voila fetches nothing any more: ours can be plain"
    assert "super.super()" in TEMPLATE.read_text(encoding="utf-8")
    assert "https://" not in TEMPLATE.read_text(encoding="utf-8")


def test_all_that_matters_is_said_so_that_no_configuration_opens_it_wider() -> None:
    flags = board.flags("secret")
    assert "--Voila.ip=127.0.0.1" in flags
    assert "--Voila.token=secret" in flags
    assert "--VoilaConfiguration.file_allowlist=^$" in flags


def test_the_notebook_behind_it_has_one_line_to_run_and_nothing_stored() -> None:
    notebook = nbformat.read(board.NOTEBOOK, as_version=4)
    assert [cell.source for cell in notebook.cells] == ["from course.study import board\n\nboard()"]
    assert notebook.cells[0].outputs == []


def test_the_way_in_is_a_file_for_oneself_that_leads_to_the_address(tmp_path: Path) -> None:
    where = board.way_in(tmp_path, "http://127.0.0.1:1/?token=secret")
    assert "secret" not in where
    file = Path(urllib.request.url2pathname(urllib.parse.urlsplit(where).path))
    assert "url=http://127.0.0.1:1/?token=secret" in file.read_text(encoding="utf-8")
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_its_notebook_it_says_how_to_get_it_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(board, "NOTEBOOK", tmp_path / "board.ipynb")
    with pytest.raises(DoorError, match="git checkout course"):
        board.run(browser=False)
