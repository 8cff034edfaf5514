"""What holds for all that is measured here."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def what_was_there_before_is_no_garbage() -> Iterator[None]:
    """Else looking through all that pytest holds is what a collection costs."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
