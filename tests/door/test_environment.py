"""The project's own .venv: made, recognised, repaired, brought up to date, left alone.

The packages come from a stand-in for uv: its `venv` makes a real but empty environment, its
`pip install` makes the packages of the running Python visible there. No network is touched.
"""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from course.door import environment, installer
from course.door.place import LOCK, DoorError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a shell script")

STAND_IN = """#!/bin/sh
echo "$@" >> "{record}"
case "$1" in
    venv) exec "{python}" -m venv --without-pip "$5" ;;
    pip)
        {failure}
        site=$("$4" -c "import sysconfig; print(sysconfig.get_path('purelib'))")
        echo "{packages}" > "$site/them.pth" ;;
esac
"""


class Uv:
    """The stand-in: what it was asked, and what it shall do when it installs."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "uv"
        self.record = folder / "asked"
        self.works()

    def works(self) -> None:
        self.does("")

    def does(self, failure: str) -> None:
        text = STAND_IN.format(
            record=self.record,
            python=sys._base_executable,
            packages=sysconfig.get_path("purelib"),
            failure=failure,
        )
        self.program.write_text(text)
        self.program.chmod(0o755)

    @property
    def asked(self) -> list[str]:
        """The first word of each call so far: venv or pip."""
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [line.split()[0] for line in lines]


@pytest.fixture
def uv(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return Uv(folder)


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """A place for .venv, and a lock of our own."""
    lock = tmp_path / "requirements.lock"
    lock.write_bytes(LOCK.read_bytes())
    monkeypatch.setattr(environment, "LOCK", lock)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "NOTE", tmp_path / ".venv" / "course-environment")
    return tmp_path / ".venv"


def test_it_is_made_once_and_then_used(uv, venv, capsys):
    python = environment.prepare()
    assert environment.prepare() == python == venv / "bin" / "python"
    assert uv.asked == ["venv", "pip"]
    assert environment.is_ready()
    assert "installing with uv: done in" in capsys.readouterr().out


def test_course_can_be_imported_in_it_from_anywhere(uv, venv, tmp_path):
    python = environment.prepare()
    bare = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    code = "import course, networkx"
    subprocess.run([python, "-c", code], cwd=tmp_path, env=bare, check=True)


def test_an_installation_that_was_interrupted_is_made_anew(uv, venv, capsys):
    uv.does("kill -9 $$")
    with pytest.raises(DoorError):
        environment.prepare()
    assert environment.note() == environment.HALF_MADE
    assert not environment.is_ready()
    leftover = venv / "leftover"
    leftover.touch()

    uv.works()
    environment.prepare()
    assert uv.asked == ["venv", "pip", "venv", "pip"]
    assert environment.is_ready()
    assert not leftover.exists()
    assert "Removing .venv, which is not complete." in capsys.readouterr().out


def test_an_environment_that_was_never_finished_by_anyone_is_made_anew(uv, venv):
    (venv / "bin").mkdir(parents=True)
    environment.prepare()
    assert environment.is_ready()


def test_one_whose_python_is_gone_is_made_anew(uv, venv):
    python = environment.prepare()
    python.unlink()
    assert not environment.is_ready()
    environment.prepare()
    assert uv.asked == ["venv", "pip", "venv", "pip"]


def test_one_that_lost_packages_gets_them_back(uv, venv):
    environment.prepare()
    next(venv.rglob("them.pth")).unlink()
    assert not environment.is_ready()
    environment.prepare()
    assert uv.asked == ["venv", "pip", "pip"]
    assert environment.is_ready()


def test_another_lock_is_installed_into_the_one_that_is_there(uv, venv):
    environment.prepare()
    environment.LOCK.write_text("six==1.17.0\n")
    assert not environment.is_ready()
    environment.prepare()
    assert uv.asked == ["venv", "pip", "pip"]
    assert environment.is_ready()


def test_one_made_by_hand_is_used_if_it_has_the_packages(uv, venv):
    environment.prepare()
    environment.NOTE.unlink()
    environment.prepare()
    assert uv.asked == ["venv", "pip"]
    assert not environment.NOTE.exists()


def test_one_made_by_hand_is_filled_if_it_lacks_packages(uv, venv):
    subprocess.run([sys._base_executable, "-m", "venv", "--without-pip", venv], check=True)
    theirs = venv / "theirs"
    theirs.touch()
    environment.prepare()
    assert uv.asked == ["pip"]
    assert theirs.exists()


def test_an_installer_that_installs_too_little_is_not_believed(uv, venv):
    uv.does("exit 0")
    with pytest.raises(DoorError, match=r"still lacks .*fastapi>=\S+ \(absent\)"):
        environment.prepare()
    assert environment.note() == environment.HALF_MADE


@pytest.mark.parametrize(
    ("says", "advice"),
    [
        ("error: No space left on device (os error 28)", "the disk is full"),
        ("error sending request for url; dns error", "See that this\nmachine is online"),
        ("error: the moon is in the wrong quarter", "the lines below say why"),
    ],
)
def test_a_failure_says_what_happened_where_and_what_to_do(says, advice, uv, venv):
    uv.does(f"echo '{says}' >&2; exit 2")
    with pytest.raises(DoorError) as failure:
        environment.prepare()
    text = str(failure.value)
    assert advice in text
    assert says in text
    assert "code 2" in text
    assert "install.log" in text
    assert "same command again" in text or "run it again" in text


def test_too_little_room_is_said_before_anything_is_written(uv, venv, monkeypatch):
    monkeypatch.setattr(environment, "NEEDED_BYTES", 10**18)
    with pytest.raises(DoorError, match="MB free; the environment needs"):
        environment.prepare()
    assert not venv.exists()
    assert uv.asked == []


def test_a_place_that_cannot_be_written_is_named(uv, venv):
    venv.write_text("a file, not a folder")
    with pytest.raises(DoorError, match=r"cannot be written: .*Not a directory"):
        environment.prepare()


def test_nothing_is_made_where_the_running_python_has_the_packages(uv, venv, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "theirs")
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    environment.enter(["refresh"], "test")
    assert uv.asked == []
    assert not venv.exists()
    assert os.environ["PYTHONPATH"].endswith(f"{os.pathsep}theirs")


def test_otherwise_the_same_command_goes_on_in_the_environment(uv, venv, monkeypatch):
    calls = []
    monkeypatch.setattr(environment.packages, "lacking", lambda *extras: ["fastapi>=1 (absent)"])
    monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
    environment.enter(["refresh", "some.ipynb"])
    (program, command, variables) = calls[0]
    assert program == venv / "bin" / "python"
    assert command == [str(program), "-m", "course", "refresh", "some.ipynb"]
    assert variables["PYTHONPATH"]


def test_pip_is_used_where_there_is_no_uv(tmp_path, monkeypatch):
    commands = []
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installer, "run", lambda command, log, what: commands.append(command))
    installer.make_venv(tmp_path / ".venv", tmp_path / "log")
    installer.install(tmp_path / "python", tmp_path / "lock", tmp_path / "log")
    assert commands[0][1:] == ["-m", "venv", str(tmp_path / ".venv")]
    assert commands[1][1:4] == ["-m", "pip", "install"]
    assert commands[1][-3:] == ["--no-deps", "--requirement", str(tmp_path / "lock")]


@pytest.mark.long
@pytest.mark.parametrize("with_uv", [True, False])
def test_a_real_environment_is_made_from_the_lock(with_uv, venv, monkeypatch, tmp_path):
    if not with_uv:
        monkeypatch.setattr(installer.shutil, "which", lambda name: None)
    elif not installer.shutil.which("uv"):
        pytest.skip("there is no uv on this machine")
    python = environment.prepare()
    assert environment.is_ready()
    code = "import course, fastapi, httpx2, jupyterlab, matplotlib.pyplot, networkx"
    subprocess.run([python, "-c", code], cwd=tmp_path, check=True)
