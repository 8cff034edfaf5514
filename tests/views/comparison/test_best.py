from hypothesis import given
from hypothesis import strategies as st

from course.views.comparison import Figure
from course.views.comparison.best import best, written
from tests.views.comparison.making import row

VALUES = st.dictionaries(
    st.sampled_from(["monolith", "direct", "asking", "copying"]), st.floats(-1e6, 1e6)
)


def test_less_is_better_unless_the_row_says_otherwise() -> None:
    values = {"monolith": 1.0, "direct": 2.0}
    assert best(Figure("Latency", "ms", values)) == {"monolith"}
    assert best(Figure("Reads answered", "%", values, better="more")) == {"direct"}


def test_where_all_are_alike_nobody_is_best() -> None:
    assert best(row(monolith=1.0, direct=1.0)) == frozenset()
    assert best(row(monolith=1.0)) == frozenset()
    assert best(row()) == frozenset()


def test_who_reads_alike_shares_the_star() -> None:
    assert best(row(monolith=100.2, direct=100.4, asking=200)) == {"monolith", "direct"}


@given(VALUES, st.sampled_from(["less", "more"]))
def test_nobody_is_better_than_the_best(values: dict[str, float], better: str) -> None:
    found = best(Figure("Any", "", values, better=better))  # type: ignore[arg-type]
    sign = -1 if better == "more" else 1
    for winner in found:
        for name in values.keys() - found:
            assert sign * values[winner] < sign * values[name]
            assert written(values[winner]) != written(values[name])
