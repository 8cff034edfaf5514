"""The shortest run: it fails, and no step of it can be spared."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from course.study.referee.run import Run
from course.study.referee.shrink import MOST_RUNS, Shrinking
from course.study.referee.step import Step


@dataclass(frozen=True)
class Number(Step):
    """A step that is only a number."""

    value: int

    @property
    def words(self) -> str:
        return str(self.value)

    def do(self, run: Run) -> None:
        """Nothing."""

    def simpler(self) -> Iterator[Step]:
        if self.value > 0:
            yield Number(self.value // 2)
            yield Number(self.value - 1)


Steps = tuple[Step, ...]


def numbers(*values: int) -> Steps:
    return tuple(map(Number, values))


def values(steps: Steps) -> list[int]:
    return [step.value for step in steps if isinstance(step, Number)]


def has_in_order(steps: Steps, wanted: list[int]) -> str | None:
    """Fails where all wanted numbers are in it, in that order."""
    rest = iter(values(steps))
    return "fails" if all(any(value == each for value in rest) for each in wanted) else None


@st.composite
def hidden(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """A few numbers, and a list in which they are, in their order."""
    wanted = draw(st.lists(st.integers(0, 4), max_size=4))
    steps = list(wanted)
    for value in draw(st.lists(st.integers(0, 4), max_size=10)):
        steps.insert(draw(st.integers(0, len(steps))), value)
    return wanted, steps


@given(hidden())
def test_what_fails_because_of_some_steps_is_shrunk_to_those(
    case: tuple[list[int], list[int]],
) -> None:
    wanted, steps = case
    shrinking: Shrinking[str] = Shrinking(lambda found: has_in_order(found, wanted))
    shortest, _ = shrinking.shortest(numbers(*steps), "fails")
    assert values(shortest) == wanted


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=9).map(lambda found: numbers(*found)),
    st.sets(st.integers(0, 2**9 - 1), max_size=60),
)
def test_whatever_fails_the_result_fails_and_no_step_can_be_spared(
    steps: Steps, others: set[int]
) -> None:
    def fails(found: Steps) -> int | None:
        """Nothing regular: any set of lists."""
        size = hash(tuple(values(found))) % 2**9
        return size if found == steps or size in others else None

    shrinking: Shrinking[int] = Shrinking(fails)
    first = fails(steps)
    assert first is not None
    shortest, failure = shrinking.shortest(steps, first)
    assert fails(shortest) == failure
    assert shrinking.runs <= MOST_RUNS
    if shrinking.runs < MOST_RUNS:
        for place in range(len(shortest)):
            assert fails(shortest[:place] + shortest[place + 1 :]) is None


def test_numbers_get_smaller_as_long_as_it_fails() -> None:
    shrinking: Shrinking[str] = Shrinking(
        lambda found: "fails" if sum(values(found)) >= 7 else None
    )
    shortest, _ = shrinking.shortest(numbers(3, 100, 4), "fails")
    assert values(shortest) == [7]


def test_it_gives_up_after_many_runs_with_the_shortest_so_far() -> None:
    steps = numbers(*range(200))
    shrinking: Shrinking[str] = Shrinking(lambda found: "fails" if len(found) >= 140 else None)
    shortest, _ = shrinking.shortest(steps, "fails")
    assert shrinking.runs == MOST_RUNS
    assert 140 <= len(shortest) < 200
