"""Keeps what one test leaves lying about, such as a call that nobody awaits, away from the others.

Tests of mistakes do so on purpose. Python says so when it collects the garbage, which may be in the
middle of another test. So it is collected as soon as pytest itself has let go of the test.
"""

import gc
import sys
import warnings
from collections.abc import Iterator

import pytest
from fastapi.dependencies import models

OF_MISTAKES = ("test_mistakes.py", "test_port.py")


@pytest.fixture(scope="module", autouse=True)
def no_endpoint_is_remembered() -> Iterator[None]:
    """FastAPI remembers thousands of endpoints, and each keeps its whole lab."""
    with pytest.MonkeyPatch.context() as patch:
        for name, function in list(vars(models).items()):
            if hasattr(function, "cache_clear"):
                patch.setattr(models, name, function.__wrapped__)
        yield


def is_of_mistakes(nodeid: str) -> bool:
    return nodeid.partition("::")[0].endswith(OF_MISTAKES)


def pytest_runtest_logstart(nodeid: str) -> None:
    if is_of_mistakes(nodeid):
        gc.freeze()  # so that looking through what this test makes is quick


def pytest_runtest_logfinish(nodeid: str) -> None:
    if is_of_mistakes(nodeid):
        hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()
        sys.unraisablehook = hook
        gc.unfreeze()
