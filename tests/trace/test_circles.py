"""Spans that are each other's parents are found, however they hang together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import Span, TraceError
from course.trace.circles import refuse_circles


@given(st.lists(st.integers(-1, 9), max_size=10))
def test_a_circle_is_refused_and_nothing_else(parents: list[int]) -> None:
    spans = [
        Span("t", str(i), str(parent) if parent >= 0 else None, "a", "a", "server", 0, 0)
        for i, parent in enumerate(parents)
    ]

    def leads_in_a_circle(at: int) -> bool:
        for _ in range(len(parents) + 1):
            if not 0 <= at < len(parents):
                return False
            at = parents[at]
        return True

    if any(leads_in_a_circle(at) for at in range(len(parents))):
        with pytest.raises(TraceError, match="are each other's parents, in a circle"):
            refuse_circles(spans)
    else:
        refuse_circles(spans)
