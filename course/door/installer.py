"""Filling an environment: uv where there is one, else pip; with a progress line and clear failures.

What the installer says goes to a log file, so that a failure can be looked up; what the person
sees is one line that moves.
"""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from course.door.place import PROJECT, DoorError, shown

# What pip, uv and the systems below them say, by cause.
NO_SPACE = re.compile(r"No space left|Errno 28|os error 28|not enough space on the disk", re.I)
NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectionError|ConnectTimeout|Failed to establish|name resolution"
    r"|ProxyError|SSLError|timed out|error sending request|client error \(Connect\)|dns error"
    r"|Failed to fetch|Connection refused|Could not find a version|No matching distribution",
    re.I,
)
NO_ENSUREPIP = re.compile(r"ensurepip")


def make_venv(venv: Path, log: Path) -> None:
    """Make an empty environment in a folder that exists already."""
    base = str(getattr(sys, "_base_executable", sys.executable))
    if uv := shutil.which("uv"):
        command = [uv, "venv", "--allow-existing", "--python", base, str(venv)]
    else:
        command = [base, "-m", "venv", str(venv)]
    run(command, log, "making the environment")


def install(python: Path, lock: Path, log: Path) -> None:
    """Install what the lock names, exactly that: the lock is complete, so nothing is resolved."""
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--python", str(python)]
    else:
        command = [str(python), "-m", "pip", "install", "--no-input", "--progress-bar=off"]
        command += ["--disable-pip-version-check"]
    tool = "uv" if uv else "pip"
    run([*command, "--no-deps", "--requirement", str(lock)], log, f"installing with {tool}")


def run(command: list[str], log: Path, what: str) -> None:
    """Run an installer to its end and show how it goes; raise `DoorError` where it fails."""
    started = time.monotonic()
    live = sys.stdout.isatty()
    if not live:
        print(f"  {what} ...", flush=True)
    with log.open("w", encoding="utf-8") as record:
        process = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=record, stderr=record
        )
        try:
            while process.poll() is None:
                if live:
                    show(f"  {what}: {time.monotonic() - started:.0f} s{progress(log)}")
                try:
                    process.wait(timeout=0.5)
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            process.kill()
            process.wait()
            raise
    if live:
        show("")
    if process.returncode:
        raise explain(command, process.returncode, log)
    print(f"  {what}: done in {time.monotonic() - started:.0f} s", flush=True)


def show(line: str) -> None:
    """Write over the line that is there."""
    width = shutil.get_terminal_size().columns - 1
    print(f"\r{line[:width]:<{width}}", end="" if line else "\r", flush=True)


def progress(log: Path) -> str:
    """How far pip has come, as far as its log tells; uv is done before it matters."""
    text = log.read_text(encoding="utf-8", errors="replace")
    if "Installing collected packages" in text:
        return ", unpacking"
    count = text.count("\nCollecting ")
    return f", {count} packages found" if count else ""


def explain(command: list[str], code: int, log: Path) -> DoorError:
    """Say why an installer failed and what to do, from what it wrote."""
    text = log.read_text(encoding="utf-8", errors="replace")
    last = "\n".join(f"    {line}" for line in text.strip().splitlines()[-6:])
    tool = "uv" if Path(command[0]).stem == "uv" else "pip" if "pip" in command else "venv"
    if NO_SPACE.search(text):
        cause = (
            "the disk is full. Make about 1 GB of room where the project and the temporary\n"
            "files are, then run the same command again."
        )
    elif tool == "venv" and NO_ENSUREPIP.search(text):
        cause = (
            "this Python comes without its `venv` part. On Debian and Ubuntu:\n"
            "`sudo apt install python3-venv`; or install uv. Then run the same command again."
        )
    elif NO_NETWORK.search(text):
        cause = (
            "the package index could not be reached, or does not have a package. See that this\n"
            f"machine is online and that {tool} is set up for your proxy or mirror if you need\n"
            "one, then run the same command again. After that the course works offline."
        )
    else:
        cause = "the lines below say why. When it is mended, run the same command again."
    return DoorError(
        f"{tool} could not make the environment:\n{cause}\n"
        f"It ended with code {code}; the whole record is in {shown(log)}; its last lines:\n{last}"
    )
