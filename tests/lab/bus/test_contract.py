"""The lab's bus keeps the contract of every bus, in memory and in files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from course.lab import Lab
from tests.contracts.bus import CONTRACT, Clause


@pytest.fixture(params=["in memory", "in files"])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    lab = Lab(folder=tmp_path if request.param == "in files" else None)
    yield lab
    lab.close()


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
def test_the_bus_of_the_lab(lab: Lab, clause: Clause) -> None:
    clause(lab)
