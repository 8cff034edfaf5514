"""environment.yml, for conda and mamba, says the same as pyproject.toml."""

import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from course.door.place import PROJECT, PYPROJECT

# Where conda-forge calls a package differently.
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "lmdb": "python-lmdb",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
}
# What is not on conda-forge and comes through pip.
PIP_ONLY = {"eventsourcing", "httpx2", "litequeue", "redis"}


def project():
    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]


def entries():
    """Name and bounds of each package: those from conda-forge, and those from pip."""
    listed = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [entry["pip"] for entry in listed["dependencies"] if isinstance(entry, dict)]
    conda = [entry for entry in listed["dependencies"] if isinstance(entry, str)]
    return named(conda), named(pip)


def named(lines):
    requirements = [Requirement(line) for line in lines]
    found = {requirement.name: requirement.specifier for requirement in requirements}
    assert len(found) == len(lines), "a package is listed twice"
    return found


def test_names_and_bounds_are_those_of_pyproject():
    asked = named(project()["dependencies"] + project()["optional-dependencies"]["test"])
    conda, pip = entries()
    assert pip == {name: asked[name] for name in PIP_ONLY}
    assert {name: bounds for name, bounds in conda.items() if name not in ("python", "pip")} == {
        CONDA_NAMES.get(name, name): bounds
        for name, bounds in asked.items()
        if name not in PIP_ONLY
    }


def test_the_python_is_that_of_pyproject():
    conda, _ = entries()
    assert conda["python"] == SpecifierSet(project()["requires-python"])
