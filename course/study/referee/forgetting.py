"""Lets the labs of a check go: FastAPI remembers thousands of endpoints, and each keeps its lab."""

from fastapi.dependencies import models


def forget_endpoints() -> None:
    """Empty FastAPI's memory of functions it has looked at. It looks again when it has to."""
    for remembered in list(vars(models).values()):
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()
