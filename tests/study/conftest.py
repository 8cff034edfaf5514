"""Every test has a progress file of its own."""

from pathlib import Path

import pytest

from course.study.place import VARIABLE


@pytest.fixture(autouse=True)
def progress_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what a test does is kept."""
    path = tmp_path / "progress.jsonl"
    monkeypatch.setenv(VARIABLE, str(path))
    return path
