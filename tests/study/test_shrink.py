"""The shortest run: it fails, and no step of it can be spared."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from course.study.referee.run import Run
from course.study.referee.shrink import MOST_RUNS, Shrinking, Steps
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


@dataclass(frozen=True)
class Fails:
    """A failure, and the steps that fail."""

    steps: Steps
    what: object = "fails"


def numbers(*values: int) -> Steps:
    return tuple(map(Number, values))


def values(steps: Steps) -> list[int]:
    return [step.value for step in steps if isinstance(step, Number)]


def has_in_order(steps: Steps, wanted: list[int]) -> Fails | None:
    """Fails where all wanted numbers are in it, in that order."""
    rest = iter(values(steps))
    return Fails(steps) if all(any(value == each for value in rest) for each in wanted) else None


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
    shrinking = Shrinking(lambda found: has_in_order(found, wanted))
    assert values(shrinking.shortest(Fails(numbers(*steps))).steps) == wanted


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=9).map(lambda found: numbers(*found)),
    st.sets(st.integers(0, 2**9 - 1), max_size=60),
)
def test_whatever_fails_the_result_fails_and_no_step_can_be_spared(
    steps: Steps, others: set[int]
) -> None:
    def fails(found: Steps) -> Fails | None:
        """Nothing regular: any set of lists."""
        size = hash(tuple(values(found))) % 2**9
        return Fails(found, size) if found == steps or size in others else None

    shrinking = Shrinking(fails)
    first = fails(steps)
    assert first is not None
    shortest = shrinking.shortest(first)
    assert fails(shortest.steps) == shortest
    assert shrinking.runs <= MOST_RUNS
    if not shrinking.gave_up:
        for place in range(len(shortest.steps)):
            assert fails(shortest.steps[:place] + shortest.steps[place + 1 :]) is None


def test_numbers_get_smaller_as_long_as_it_fails() -> None:
    shrinking = Shrinking(lambda found: Fails(found) if sum(values(found)) >= 7 else None)
    assert values(shrinking.shortest(Fails(numbers(3, 100, 4))).steps) == [7]


def test_a_run_that_fails_before_its_end_is_cut_there() -> None:
    def fails(found: Steps) -> Fails | None:
        place = next((at for at, value in enumerate(values(found)) if value > 5), None)
        return None if place is None else Fails(found[: place + 1])

    shrinking = Shrinking(fails)
    assert values(shrinking.shortest(Fails(numbers(1, 2, 8, 1, 3, 9))).steps) == [6]


def test_no_run_is_tried_twice() -> None:
    tried: list[Steps] = []

    def fails(found: Steps) -> Fails | None:
        tried.append(found)
        return has_in_order(found, [1, 2, 3])

    Shrinking(fails).shortest(Fails(numbers(1, 1, 2, 2, 3, 3, 1)))
    assert len(tried) == len(set(tried))


def test_it_gives_up_after_many_runs_with_the_shortest_so_far() -> None:
    steps = numbers(*range(400))
    shrinking = Shrinking(lambda found: Fails(found) if len(found) >= 340 else None)
    shortest = shrinking.shortest(Fails(steps)).steps
    assert shrinking.gave_up
    assert shrinking.runs == MOST_RUNS
    assert 340 <= len(shortest) < 400


def test_who_says_so_gives_up_at_once() -> None:
    def fails(found: Steps) -> Fails | None:
        shrinking.give_up()
        return Fails(found)

    shrinking = Shrinking(fails)
    assert len(shrinking.shortest(Fails(numbers(*range(8)))).steps) == 4
    assert shrinking.runs == 1
    assert shrinking.gave_up
