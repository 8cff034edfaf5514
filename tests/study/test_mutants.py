"""Right answers, changed in one place each: the referee has to notice what changes behaviour."""

import pytest

from course.study.exercise import Exercise
from course.study.exercises import every
from course.study.referee import shrink
from course.study.referee.judge import judge
from course.study.referee.verdict import Outcome
from tests.study.equivalent import EQUIVALENT
from tests.study.handing_in import defined_by
from tests.study.mutants import mutants


@pytest.fixture
def _not_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """That something fails is enough here: no shorter run is looked for."""
    monkeypatch.setattr(shrink, "MOST_RUNS", 0)


def refused(exercise: Exercise, source: str) -> bool:
    try:
        names = defined_by(source, exercise.setup)
        given = tuple(names[name] for name in exercise.hand_in)
    except Exception:  # the learner's own cell fails
        return True
    return judge(exercise, given).outcome is not Outcome.SOLVED


@pytest.mark.long
@pytest.mark.usefixtures("_not_shrunk")
@pytest.mark.parametrize("exercise", every(), ids=lambda exercise: exercise.id)
def test_a_changed_answer_is_refused_or_listed_with_why_it_is_as_right(exercise: Exercise) -> None:
    changed = [
        (what, source)
        for answer in (exercise.solution, *exercise.right)
        for what, source in mutants(answer.source)
    ]
    survivors = [what for what, source in changed if not refused(exercise, source)]
    print(f"{exercise.id}: {len(changed)} mutants, {len(survivors)} survive")
    assert len(changed) > 3
    assert set(survivors) == set(EQUIVALENT.get(exercise.id, {}))


def test_a_mutant_changes_one_thing() -> None:
    found = dict(mutants("def f(a):\n    if a > 1:\n        return g(a, 2)\n    return await_me\n"))
    assert "condition negated: a > 1" in found
    assert "Gt became LtE" in found
    assert "1 plus 1" in found
    assert "left out: return await_me" in found
    assert len(set(found.values())) == len(found)
