"""The environment that a command runs in: the running Python, or the project's own ``.venv``.

``.venv`` holds a note of ours: the lock's hash once it is complete, `HALF_MADE` until then.
So one that was interrupted is recognised and made anew, and one whose lock has changed is
brought up to date. A ``.venv`` without the note was made by hand: it is used if it has the
packages, and filled if it has not.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from course.door import installer, packages
from course.door.place import LOCK, PROJECT, VENV, DoorError, check_project, shown

NOTE = VENV / "course-environment"
HALF_MADE = "half-made"
NEEDED_BYTES = 1_000_000_000


def enter(argv: list[str], *extras: str) -> None:
    """Return if the running Python has the packages; otherwise go on in ``.venv``.

    In the second case this process is replaced by ``python -m course`` with the same arguments
    in ``.venv``, which is made first if need be. Raises `DoorError` where that cannot be.
    """
    check_project()
    if not packages.lacking(*extras):
        os.environ.update(variables())
        return
    python = prepare()
    command = [str(python), "-m", "course", *argv]
    sys.stdout.flush()
    if os.name == "nt":  # exec on Windows gives the prompt back while the new process runs
        sys.exit(subprocess.run(command, env=variables(), check=False).returncode)
    os.execve(python, command, variables())


def variables() -> dict[str, str]:
    """The variables for every process the door starts.

    They make ``course`` importable wherever a notebook's kernel starts, and let the running
    Python's own kernel go before one of the same name that the user once installed.
    """
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    others = [path for path in paths if path not in ("", str(PROJECT))]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(PROJECT), *others]),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def python_of(venv: Path) -> Path:
    """Where an environment has its Python."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_ready() -> bool:
    """Whether ``.venv`` is complete and made from today's lock, or made by hand and sufficient."""
    return note() in (None, lock_hash()) and lacking_in(python_of(VENV)) == []


def prepare() -> Path:
    """Give the Python of ``.venv``; make, repair or update it first where needed."""
    python = python_of(VENV)
    if is_ready():
        return python
    if lacking_in(python) is None or note() == HALF_MADE:
        make()
    print("Installing the packages of requirements.lock into .venv:")
    try:
        NOTE.write_text(HALF_MADE, encoding="utf-8")
        installer.install(python, LOCK, log=VENV / "install.log")
        point_to_project(python)
        if absent := lacking_in(python):
            raise DoorError(
                f"{shown(VENV)} was installed but still lacks {', '.join(absent)}.\n"
                f"{shown(LOCK)} and pyproject.toml seem to disagree: take a fresh copy of the\n"
                "project, or write the lock anew as CONTRIBUTING.md says."
            )
        NOTE.write_text(lock_hash(), encoding="utf-8")
    except OSError as error:
        raise not_written(error) from error
    return python


def make() -> None:
    """Make an empty ``.venv``, in place of whatever of it is there."""
    free = shutil.disk_usage(PROJECT).free
    if free < NEEDED_BYTES:
        raise DoorError(
            f"The disk that holds {PROJECT} has {free / 1e6:.0f} MB free; the environment needs\n"
            f"about {NEEDED_BYTES / 1e6:.0f} MB. Make room, then run the same command again."
        )
    try:
        if VENV.exists():
            print("Removing .venv, which is not complete.")
            shutil.rmtree(VENV)
        print("Making .venv, once; it needs the network and takes up to two minutes.")
        VENV.mkdir()
        NOTE.write_text(HALF_MADE, encoding="utf-8")
        installer.make_venv(VENV, log=VENV / "install.log")
    except OSError as error:
        raise not_written(error) from error


def note() -> str | None:
    """What our note in ``.venv`` says, ``None`` where there is none."""
    return NOTE.read_text(encoding="utf-8") if NOTE.exists() else None


def lock_hash() -> str:
    """A fingerprint of the lock."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def lacking_in(python: Path) -> list[str] | None:
    """What another Python lacks, ``None`` where it is not there or does not run."""
    code = "from course.door.packages import lacking; print(*lacking('test'), sep='\\n')"
    try:
        answer = subprocess.run(
            [python, "-c", code],
            env=variables(),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.split("\n")[:-1] if answer.stdout.strip() else []


def point_to_project(python: Path) -> None:
    """Let ``.venv`` find ``course`` by itself too, for an editor that starts its kernel."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    site = Path(answer.stdout.strip())
    # A relative path, so that the folder can be moved.
    (site / "course.pth").write_text(os.path.relpath(PROJECT, site) + "\n", encoding="utf-8")


def not_written(error: OSError) -> DoorError:
    """The same failure as a person can use it."""
    return DoorError(
        f"{shown(VENV)} in {PROJECT} cannot be written: {error}.\n"
        "See that the folder is yours to write in, that the disk has room, and that nothing\n"
        "else is using .venv; then run the same command again."
    )
