"""Right answers, changed in one place each: the referee has to notice what changes behaviour."""

import pytest

from course.study.exercise import Exercise
from course.study.exercises import every, find
from course.study.referee import shrink
from course.study.referee.judge import judge
from course.study.referee.verdict import Outcome
from tests.study.handing_in import defined_by
from tests.study.mutants import mutants

LEAST = 0.95
# Mutants that behave as the original does for whoever uses the service, each with its reason.
_TITLE = "the title of an app is nobody's business"
_WORDS = "any error says that it does not know; its words and its number above 500 are free"
_FAILS_TOO = "what follows fails for want of an answer, which is an error as well"
_COLUMNS = "the shape of what comes in has seen to it, so a column need not"
_REASON = "why something is refused may be said in any words"
_TYPE = "a column without a type holds what it is given"
_SPACE = "one space less, and the same statement"
_PREFIX = "an id may begin with any words"
_AROUND = "spaces around a name do not count"
_ONE_EACH = "there is one answer for each question, so strict finds nothing"
_LATE = "nobody listens any more to who is late"
_ANOTHER_DAY = "another day on which copying breaks a limit and somebody else keeps them all"
EQUIVALENT: dict[str, dict[str, str]] = {
    "move-a-trespasser-out": {
        "another text than 'statistics'": _TITLE,
        "left out: raise HTTPException(503, 'orders does not answer') from None": _FAILS_TOO,
        **{
            f"without argument {argument}: HTTPException(503, 'orders does not answer')": _WORDS
            for argument in ("503", "'orders does not answer'")
        },
        "503 plus 1": _WORDS,
        **{
            f"without {word!r}: 'orders does not answer'": _WORDS
            for word in ("orders", "does", "not", "answer")
        },
    },
    "split-off-a-service": {
        **{
            f"without {word}: '\\ncreate table if not exists reviews (\\n  '{number}": _COLUMNS
            for word, most in (("''", 4), ("'integer'", 3))
            for number in ("", " (2)", " (3)", " (4)")[:most]
        },
        "another text than 'reviewed'": _REASON,
        "another text than 'twice'": _REASON,
        "another text than 'stars'": _TITLE,
    },
    "answer-from-a-new-service": {
        "another text than 'stock'": _TITLE,
        "without 'integer': 'create table if not exists stock (produc'": _TYPE,
    },
    "add-a-wish-list": {
        f"another text than {word}": _REASON
        for word in ("'unknown'", "'unknown' (2)", "'one'", "'nobody'", "'nobody' (2)", "'nothing'")
    },
    "cut-a-circle": {
        f"another text than {word}": _TITLE for word in ("'pages'", "'pages' (2)", "'overview'")
    },
    "find-the-leak": {
        **{f"another text than {word!r}": _REASON for word in ("few", "none", "unknown")},
        **{f"without {word!r}: 'not enough'": _REASON for word in ("not", "enough")},
    },
    "answer-in-time": {
        "another text than 'purchases'": _TITLE,
        **{f"another text than {word!r}": _REASON for word in ("user_id", "unknown")},
        **{
            f"without {word!r}: 'there is no user '": _REASON
            for word in ("there", "is", "no", "user", "")
        },
        **{f"without {word!r}: 'nobody has it'": _REASON for word in ("nobody", "has", "it")},
        "left out: return None": "a function that ends gives None",
        "without argument strict=True: zip(ids, prices, strict=True)": _ONE_EACH,
        "without argument strict=True: zip(ids, products, strict=True)": _ONE_EACH,
        "True swapped": _ONE_EACH,
        "left out: task.cancel()": _LATE,
        "left out: for task in late:\n    task.cancel()": _LATE,
    },
    "copy-another-field": {
        "another text than 'nobody'": _REASON,
        "without 'column': 'alter table products add column since te'": "column need not be said",
        "without 'text': 'alter table products add column since te'": _TYPE,
        "without '': '; '": _SPACE,
    },
    "handle-a-price-change": {
        "another text than 'labels'": _TITLE,
        "without 'integer': 'create table if not exists labels (id in'": _TYPE,
    },
    "make-a-consumer-idempotent": {
        "another text than 'statistics'": _TITLE,
        "without 'integer': 'create table if not exists sold (product'": _TYPE,
        "without 'integer': 'create table if not exists counted (orde'": _TYPE,
    },
    "make-it-order-proof": {
        "another text than 'newsletter'": _TITLE,
        "left out: return False": "None is as false",
    },
    "write-the-outbox": {
        "another text than 'desk'": _TITLE,
        "another text than 'desk-'": _PREFIX,
        "another text than 'note-'": _PREFIX,
        "an error answered with nothing": "what a relay answers is nobody's business",
        "left out: return": "nothing comes after it",
    },
    "rebuild-a-copy": {
        "left out: lab.settle()": "what is on its way arrives later, too",
        "another text than 'cleaner'": _TITLE,
        "another text than 'tags-2'": "any new group begins at the start of the log",
    },
    "choose-for-a-small-team": {"without '': 'lines of the shop '": _AROUND},
    "choose-for-a-price-that-is-never-wrong": {
        "without '': ' Cost of all these'": _AROUND,
        "without '': 'asking '": _AROUND,
    },
    "find-the-day-that-breaks-it": {
        "7 plus 1": _ANOTHER_DAY,
        "1 plus 1": _ANOTHER_DAY,
        "left out: day['products'] = 1": _ANOTHER_DAY,
    },
}


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
def test_nearly_every_change_of_a_right_answer_is_refused(exercise: Exercise) -> None:
    known = EQUIVALENT.get(exercise.id, {})
    changed = [
        (what, source)
        for answer in (exercise.solution, *exercise.right)
        for what, source in mutants(answer.source)
        if what not in known
    ]
    survivors = [what for what, source in changed if not refused(exercise, source)]
    print(f"{exercise.id}: {len(changed)} mutants, {len(survivors)} survive: {survivors}")
    assert len(changed) > 3
    assert 1 - len(survivors) / len(changed) >= LEAST, survivors


@pytest.mark.long
@pytest.mark.parametrize("id", EQUIVALENT)
def test_what_is_listed_as_equivalent_is_made_and_not_refused(id: str) -> None:
    exercise = find(id)
    left = set(EQUIVALENT[id])
    for answer in (exercise.solution, *exercise.right):
        for what, source in mutants(answer.source):
            if what in EQUIVALENT[id]:
                assert not refused(exercise, source), what
                left.discard(what)
    assert left == set()


def test_a_mutant_changes_one_thing() -> None:
    found = dict(mutants("def f(a):\n    if a > 1:\n        return g(a, 2)\n    return await_me\n"))
    assert "condition negated: a > 1" in found
    assert "Gt became LtE" in found
    assert "1 plus 1" in found
    assert "left out: return await_me" in found
    assert len(set(found.values())) == len(found)
