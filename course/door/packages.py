"""Which packages the course asks for, and which of them the running Python lacks.

Read with the standard library alone, because it runs before anything is installed.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib import metadata

from course.door.place import LOCK, PYPROJECT


@dataclass(frozen=True, slots=True)
class Package:
    """A package and the lowest version that will do."""

    name: str
    at_least: str

    def __str__(self) -> str:
        return f"{self.name}>={self.at_least}"


def asked_for(*extras: str) -> list[Package]:
    """The packages that pyproject.toml names, with those of the extras."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return [Package(*line.split(">=")) for line in lines]


def installed(name: str) -> str | None:
    """The version of a package in the running Python, ``None`` where it is absent."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def lacking(*extras: str) -> list[str]:
    """One line for each package that is absent or too old, empty when all is there."""
    lines = []
    for package in asked_for(*extras):
        version = installed(package.name)
        if version is None:
            lines.append(f"{package} (absent)")
        elif release(version) < release(package.at_least):
            lines.append(f"{package} (found {version})")
    return lines


def locked() -> dict[str, set[str]]:
    """Package names and the versions the lock has for them; some differ by Python or system."""
    versions: dict[str, set[str]] = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9-]+)==([^ ;]+)", line):
            versions.setdefault(match[1], set()).add(match[2])
    return versions


def release(version: str) -> tuple[int, ...]:
    """The leading numbers of a version, so that 3.10 comes after 3.9."""
    match = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()
