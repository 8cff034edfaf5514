"""A service that goes down has forgotten all that it did not write down."""

import builtins
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from course.lab import Lab
from course.study.referee.memory import all_as_new, as_new, start
from tests.study.handing_in import defined_by

COUNTS = """
def counter(db):
    app = new_app("counter")
    {inside}

    @app.get("/count")
    async def count() -> int:
        {count}

    return app
"""
SETUP = '__name__ = "__main__"\nfrom course.shop.middleware import new_app'
PLACES = {
    "in its own variable": ("", "calls = []", "calls.append(1)\n        return len(calls)"),
    "in a global list": ("calls = []", "", "calls.append(1)\n        return len(calls)"),
    "in a global number": (
        "calls = 0",
        "",
        "global calls\n        calls += 1\n        return calls",
    ),
    "in a global set, by the handle's number": (
        "calls = {}",
        "mine = calls.setdefault(id(db), [])",
        "mine.append(1)\n        return len(mine)",
    ),
    "in a list inside a global": (
        "calls = {'all': [[]]}",
        "",
        "calls['all'][0].append(1)\n        return len(calls['all'][0])",
    ),
    "in a default value": (
        "def add(calls=[]):\n    calls.append(1)\n    return len(calls)",
        "",
        "return add()",
    ),
    "in a closure": (
        "def adding():\n    calls = []\n    def add():\n        calls.append(1)\n"
        "        return len(calls)\n    return add\nadd = adding()",
        "",
        "return add()",
    ),
    "in a class": (
        "class Calls:\n    all = []",
        "",
        "Calls.all.append(1)\n        return len(Calls.all)",
    ),
    "in an object": (
        "class Calls:\n    def __init__(self):\n        self.all = []\ncalls = Calls()",
        "",
        "calls.all.append(1)\n        return len(calls.all)",
    ),
    "on a function": (
        "def calls(): pass\ncalls.all = []",
        "",
        "calls.all.append(1)\n        return len(calls.all)",
    ),
    "in a module, by the handle's number": (
        "import builtins",
        "calls = builtins.__dict__.setdefault('calls', {}).setdefault(id(db), [])",
        "calls.append(1)\n        return len(calls)",
    ),
    "on the handle of its database": (
        "",
        "db.calls = getattr(db, 'calls', [])",
        "db.calls.append(1)\n        return len(db.calls)",
    ),
}


def counting(before: str, inside: str, count: str) -> dict[str, Any]:
    source = COUNTS.format(inside=inside, count=count)
    return defined_by(f"{before}\n\n{source}", SETUP)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_is_remembered_is_there_until_it_goes_down(place: tuple[str, str, str]) -> None:
    names = counting(*place)
    lab = Lab()
    start(lab, names["counter"], "counter")
    for _ in range(2):
        counts = [lab.get("http://counter/count").body for _ in range(2)]
        assert counts == [1, 2]
        lab.down("counter")
        lab.up("counter")


@pytest.fixture(autouse=True)
def _no_more_in_builtins() -> Iterator[None]:
    yield
    vars(builtins).pop("calls", None)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_was_handed_in_stays_as_it_was(place: tuple[str, str, str]) -> None:
    names = counting(*place)
    for _ in range(2):
        lab = Lab()
        start(lab, names["counter"], "counter")
        assert lab.get("http://counter/count").body == 1
    if isinstance(names.get("calls"), list):
        assert names["calls"] == []


def test_what_is_written_stays() -> None:
    names = defined_by(
        'def counter(db):\n    db.schema("create table if not exists calls (id integer)")\n'
        '    app = new_app("counter")\n\n    @app.get("/count")\n    async def count() -> int:\n'
        '        await db.query("insert into calls values (1)")\n'
        '        return len(await db.query("select * from calls"))\n\n    return app\n',
        SETUP,
    )
    lab = Lab()
    start(lab, names["counter"], "counter")
    assert lab.get("http://counter/count").body == 1
    lab.down("counter")
    lab.up("counter")
    assert lab.get("http://counter/count").body == 2


def test_a_function_sees_the_same_values_in_containers_of_their_own() -> None:
    names: dict[str, Any] = {
        "counter": Counter(a=1),
        "lists": defaultdict(list, a=[1]),
        "line": deque([1], maxlen=3),
        "some": SimpleNamespace(items=[1]),
        "fixed": (1, "two", frozenset({3})),
    }
    names["round"] = round_ = [1]
    round_.append(round_)
    exec("def seen():\n    return counter, lists, line, some, fixed, round, sum", names)
    before = names["seen"]()
    fresh = as_new(names["seen"])()
    assert fresh[:4] == before[:4]
    assert [type(each) for each in fresh] == [type(each) for each in before]
    assert all(one is not other for one, other in zip(fresh[:4], before[:4], strict=True))
    assert fresh[4] is before[4]
    assert fresh[5] is not round_
    assert fresh[6] is builtins.sum
    fresh[1]["b"].append(2)
    assert fresh[2].maxlen == 3
    assert "b" not in names["lists"]


def test_functions_of_one_notebook_share_what_they_remember() -> None:
    names = defined_by(
        "notes = []\n\ndef put(note):\n    notes.append(note)\n\ndef read():\n    return notes"
    )
    put, read, number = all_as_new((names["put"], names["read"], 7))
    put("new")
    assert (read(), number) == (["new"], 7)
    assert names["notes"] == []


@pytest.mark.parametrize("thing", [17, None, len, str])
def test_what_is_no_function_of_theirs_is_left_to_the_lab(thing: Any) -> None:
    assert as_new(thing) is thing
