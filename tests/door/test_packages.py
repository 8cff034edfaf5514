"""What the course asks for, read without any package, and held against what is there."""

import re
import tomllib
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.version import Version

from course.door import packages
from course.door.place import LOCK, PYPROJECT

PROJECT = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
LINES = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
VERSIONS = st.lists(st.integers(0, 300), min_size=1, max_size=4)


@pytest.mark.parametrize("line", LINES)
def test_every_requirement_is_a_name_and_a_lower_bound(line):
    assert re.fullmatch(r"[a-z0-9-]+>=\d+(\.\d+)*", line)


def test_the_extra_adds_to_the_packages_of_the_course():
    course, everything = packages.asked_for(), packages.asked_for("test")
    assert [str(package) for package in everything] == LINES
    assert everything[: len(course)] == course


@given(VERSIONS, VERSIONS)
def test_versions_are_ordered_as_the_standard_says(one, other):
    one = [*one, 1]  # trailing zeros count in neither order, but make tuples differ
    other = [*other, 1]
    texts = [".".join(map(str, numbers)) for numbers in (one, other)]
    ours = packages.release(texts[0]) < packages.release(texts[1])
    assert ours == (Version(texts[0]) < Version(texts[1]))


@pytest.mark.parametrize("version", ["2.0.0rc1", "2.0.dev3", "2!", "2.0+local"])
def test_what_follows_the_numbers_of_a_version_does_not_count(version):
    padded = zip_longest(packages.release(version), (2, 0), fillvalue=0)
    assert all(ours == theirs for ours, theirs in padded)


def test_here_nothing_is_lacking():
    assert packages.lacking("test") == []


def test_an_absent_package_and_an_old_one_are_named(monkeypatch):
    found = {"fastapi": None, "networkx": "2.8.8"}
    monkeypatch.setattr(packages, "installed", lambda name: found.get(name, "999"))
    assert [line.split()[0].split(">=")[0] for line in packages.lacking()] == [
        "fastapi",
        "networkx",
    ]
    assert "(absent)" in packages.lacking()[0]
    assert "(found 2.8.8)" in packages.lacking()[1]


@pytest.mark.parametrize("line", LINES)
def test_the_lock_satisfies_every_requirement(line):
    wanted = Requirement(line)
    versions = packages.locked()[wanted.name]
    assert all(wanted.specifier.contains(version, prereleases=True) for version in versions)


def test_the_lock_names_exact_versions_and_neither_addresses_nor_paths():
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    assert len(lines) > len(LINES)
    for line in lines:
        requirement = Requirement(line)
        assert requirement.url is None
        assert [each.operator for each in requirement.specifier] == ["=="]


def test_no_supported_python_is_given_a_package_twice_by_the_lock():
    lines = [Requirement(line) for line in LOCK.read_text(encoding="utf-8").splitlines()]
    for python in ("3.11.7", "3.12.0", "3.13.0", "3.14.0"):
        here = {"python_version": python[:4], "python_full_version": python}
        names = [r.name for r in lines if r.marker is None or r.marker.evaluate(here)]
        assert len(names) == len(set(names))
