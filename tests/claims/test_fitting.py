"""D5: the engines give the same answers, and the verdict follows the clock."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from course import claims
from course.claims import Verdict, engines, fitting

pytest.importorskip("duckdb")
pytest.importorskip("lmdb")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, names in {
        engines: ("DOCUMENTS", "USERS", "PRODUCTS", "ORDERS"),
        fitting: ("DOCUMENTS",),
    }.items():
        for name in names:
            monkeypatch.setattr(module, name, 100)
    monkeypatch.setattr(fitting, "USERS", 100)


@pytest.mark.usefixtures("small")
def test_all_engines_give_the_same_answers(tmp_path: Path) -> None:
    with engines.opened(tmp_path) as opened:
        assert list(opened) == ["sqlite", "lmdb", "duckdb"]
        for ask in (
            lambda it: it.document(7),
            lambda it: sorted(it.orders_of(7)),
            lambda it: it.totals(),
        ):
            first, *others = [ask(engine) for engine in opened.values()]
            assert first
            assert all(other == first for other in others)


def test_each_user_has_ten_orders_and_each_product_five_hundred() -> None:
    users, products = (Counter(each) for each in list(zip(*engines.orders(), strict=True))[1:3])
    assert set(users.values()) == {10}
    assert len(users) == engines.USERS
    assert set(products.values()) == {500}
    assert len(products) == engines.PRODUCTS


def measuring(**times: dict[str, float]) -> Any:
    return lambda workloads: {
        work: times.get(work.split()[0], {"sqlite": 2.0, "lmdb": 1.0, "duckdb": 3.0})
        for work in fitting.WORKLOADS
    }


def test_d5_follows_what_a_whole_request_gains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "measured", measuring())
    assert fitting.another_kind().verdict is Verdict.FAILS
    little = measuring(totals={"sqlite": 400.0, "lmdb": 3.0, "duckdb": 1.0})
    monkeypatch.setattr(fitting, "measured", little)
    assert fitting.another_kind().verdict is Verdict.FAILS
    much = measuring(totals={"sqlite": 4000.0, "lmdb": 30_000.0, "duckdb": 800.0})
    monkeypatch.setattr(fitting, "measured", much)
    finding = fitting.another_kind()
    assert finding.verdict is Verdict.HOLDS_BUT
    assert finding.but.endswith(f"of these, with 50,000 orders: {TOTALS}")


TOTALS = "totals over all orders"


def test_d5_names_who_is_far_behind_and_the_work_that_is_worth_another() -> None:
    numbers = claims.prove("D5").numbers
    assert numbers == {
        "one document by its key: over 10 times as long as the quickest": ["duckdb"],
        "one user's orders: over 10 times as long as the quickest": ["duckdb"],
        f"{TOTALS}: over 10 times as long as the quickest": ["lmdb"],
        "with hops of 10 ms, a twentieth quicker as a whole than on sqlite": [
            f"{TOTALS}, on duckdb"
        ],
    }


def test_a_whole_gains_only_as_far_as_its_part() -> None:
    assert fitting.whole_gains({"sqlite": 10_000.0, "duckdb": 0.0}) == 2
    assert fitting.whole_gains({"sqlite": 20.0, "lmdb": 10.0}) == 10_020 / 10_010
    assert fitting.whole_gains({"sqlite": 20.0, "lmdb": 30.0}) == 1


def test_times_are_told_as_multiples_of_the_best() -> None:
    assert fitting.times_as_long({"a": 2.0, "b": 6.0}) == {"a": 1.0, "b": 3.0}
