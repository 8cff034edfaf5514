"""Takes the cause of a finding away: one service of an architecture becomes another."""

from collections.abc import Callable
from types import ModuleType

import pytest
from fastapi import FastAPI


def swap(
    monkeypatch: pytest.MonkeyPatch,
    architecture: ModuleType,
    name: str,
    service: Callable[..., FastAPI],
) -> None:
    """Every shop that is opened in this architecture has ``service`` under ``name``."""
    others = [each for each in architecture.SERVICES if each.__name__ != name]
    assert len(others) == len(architecture.SERVICES) - 1
    monkeypatch.setattr(service, "__name__", name)
    monkeypatch.setattr(architecture, "SERVICES", (*others, service))
