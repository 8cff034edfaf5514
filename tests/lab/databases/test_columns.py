"""SQLite as ``db`` and DuckDB as ``columns`` keep the contract of every relational database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.relational import CONTRACT, Clause, Ground


@pytest.fixture(params=["in memory", "in files"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path if request.param == "in files" else None


@pytest.fixture(params=["db", "columns"])
def ground(request: pytest.FixtureRequest, folder: Path | None) -> Iterator[Ground]:
    ground = Ground(request.param, folder)
    yield ground
    ground.lab.close()


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
def test_a_relational_database(ground: Ground, clause: Clause) -> None:
    clause(ground)
