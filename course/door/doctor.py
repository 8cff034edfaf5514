"""One screen that says what is and what is not right, and what to do about it."""

import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from course.door import chromium, environment, packages
from course.door.place import NOTEBOOKS, PROJECT, VENV, WELCOME, check_project, shown

PORT = 8888
ROOM_TO_WORK = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, about what, and what was found or is to be done."""

    state: Literal["ok", "note", "wrong"]
    about: str
    words: str


def run(argv: list[str]) -> int:
    """Print the findings; 0 when nothing is wrong. It looks only, it repairs nothing."""
    check_project()
    if packages.lacking() and environment.is_ready():
        environment.enter(argv)
    findings = list(examine())
    for finding in findings:
        print(f"{finding.state:<6} {finding.about:<12} {finding.words}")
    wrong = sum(finding.state == "wrong" for finding in findings)
    print(f"{wrong} to mend." if wrong else "Nothing is wrong.")
    return 1 if wrong else 0


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which things build on each other."""
    yield Finding("ok", "Python", f"{platform.python_version()} ({sys.executable})")
    found = in_environment()
    yield found
    if found.state == "ok":
        yield from versions()
    yield from notebooks()
    yield browser()
    yield loopback()
    yield disk()


def in_environment() -> Finding:
    """Which environment the commands use."""
    about = "environment"
    if not packages.lacking():
        return Finding("ok", about, f"the packages are in {sys.prefix}")
    if VENV.exists():
        words = ".venv is not complete, or older than the lock. `python3 -m course` mends it."
    else:
        words = "not made yet. `python3 -m course` makes it in .venv."
    return Finding("wrong", about, words)


def versions() -> Iterator[Finding]:
    """What the tests lack, and what differs from the versions that were tested."""
    for line in packages.lacking("test"):
        words = f"{line}. Only `python3 -m course test` needs it, and sees to it."
        yield Finding("note", "package", words)
    tested = packages.locked()
    present = [(p.name, packages.installed(p.name)) for p in packages.asked_for("test")]
    others = [
        f"{name} {version} (tested: {', '.join(sorted(tested.get(name, ())))})"
        for name, version in present
        if version is not None and version not in tested.get(name, ())
    ]
    if others:
        yield Finding("note", "versions", "not the tested ones: " + "; ".join(others))
    count = sum(version is not None for _, version in present)
    yield Finding("ok", "packages", f"{count - len(others)} of {len(present)} as in the lock")


def notebooks() -> Iterator[Finding]:
    """Whether the notebooks are there, and whether JupyterLab will show their pictures."""
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not WELCOME.exists():
        words = f"{shown(WELCOME)} is missing. Restore it: git checkout notebooks"
        yield Finding("wrong", "notebooks", words)
        return
    yield Finding("ok", "notebooks", f"{len(paths)} in {shown(NOTEBOOKS)}")
    if packages.lacking():
        return
    from course.door import trust

    if untrusted := trust.untrusted(paths):
        names = ", ".join(path.name for path in untrusted)
        words = f"not trusted, so JupyterLab hides pictures in {names}. `python3 -m course` trusts."
        yield Finding("note", "trust", words)
    else:
        yield Finding("ok", "trust", "JupyterLab shows the pictures in all of them")


def browser() -> Finding:
    """Whether the test in a real browser can run."""
    path = chromium.find()
    if path is None:
        words = "none found, so the browser test is skipped. Install Chromium to run it."
        return Finding("wrong" if chromium.is_required() else "note", "Chromium", words)
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("wrong", "Chromium", f"{path} does not start: {error}. Install it anew.")
    return Finding("ok", "Chromium", f"{answer.stdout.strip()} ({path})")


def loopback() -> Finding:
    """Whether JupyterLab can be reached from this machine's own browser."""
    about = "network"
    try:
        with socket.create_server(("127.0.0.1", 0)):
            pass
    except OSError as error:
        words = f"127.0.0.1 cannot be listened on: {error}. See your firewall's rules."
        return Finding("wrong", about, words)
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            words = f"port {PORT} is in use; JupyterLab takes the next one that is free"
            return Finding("note", about, words)
    return Finding("ok", about, f"127.0.0.1 answers, port {PORT} is free")


def disk() -> Finding:
    """Whether there is room for what is still to be written."""
    free = shutil.disk_usage(PROJECT).free
    needed = environment.NEEDED_BYTES if packages.lacking() else ROOM_TO_WORK
    words = f"{free / 1e9:.1f} GB free"
    if free < needed:
        return Finding("wrong", "disk", f"{words}; make room for {needed / 1e9:.1f} GB")
    if not os.access(PROJECT, os.W_OK):
        words = f"{PROJECT} cannot be written. Copy the project to a folder of yours."
        return Finding("wrong", "disk", words)
    return Finding("ok", "disk", words)
