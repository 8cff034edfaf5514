"""E5: what there is to run, and each way to be wrong: before and after mending."""

from dataclasses import replace

import pytest

from course.claims import Verdict, complications
from course.claims.complications import more_complicated, moving_parts, runs_by_itself
from course.claims.mishaps import MISHAPS, Outcome
from course.shop import asking, copying, direct, monolith

WRONG = {
    "lost on the way": Outcome("orders 1, 2", "orders 1"),
    "written here, not told there": Outcome("orders 1, 2", "orders 1"),
    "told there, not written here": Outcome("orders 1", "orders 1, 2"),
    "doubled": Outcome("2 sold", "3 sold"),
    "reordered": Outcome("300 cents", "200 cents"),
    "late": Outcome("known", "unknown"),
}


def test_moving_parts_are_counted_in_the_running_shop() -> None:
    assert moving_parts(monolith) == {"services": 1, "databases": 1}
    assert moving_parts(direct) == {"services": 5, "databases": 3}
    assert moving_parts(asking) == {"services": 5, "databases": 3, "buses": 1}
    assert moving_parts(copying) == {
        "services": 5,
        "databases": 4,
        "buses": 1,
        "outboxes": 3,
        "relays": 3,
        "consumers": 2,
    }


def test_a_table_a_task_and_a_place_in_a_log_do_not_run_by_themselves() -> None:
    inside = {"outboxes": 3, "relays": 3, "consumers": 2}
    assert runs_by_itself(inside) == 0
    assert runs_by_itself({"services": 5, "databases": 4, "buses": 1} | inside) == 10
    assert runs_by_itself({"services": 1, "databases": 1}) == 2


def test_e5_tells_what_runs_by_itself_from_what_is_inside() -> None:
    numbers = more_complicated().numbers
    running = {"monolith": 2, "direct": 8, "asking": 9, "copying": 10}
    assert numbers["of them run by themselves"] == running
    assert numbers["of them are inside of those"] == dict.fromkeys(running, 0) | {"copying": 8}


@pytest.mark.parametrize("name", MISHAPS)
def test_a_naive_service_is_wrong_and_a_mended_one_right(name: str) -> None:
    mishap = MISHAPS[name]
    assert mishap.happen(mishap.naive) == WRONG[name]
    mended = mishap.happen(mishap.mended)
    assert mended == Outcome(WRONG[name].owner, WRONG[name].owner)


def test_no_mishap_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the fault that a naive service does not bear; without one it is as good."""
    for fault in ("lose", "double", "delay", "reorder"):
        monkeypatch.setattr(f"course.lab.bus.control.BusControl.{fault}", lambda *_, **__: None)
    for mishap in MISHAPS.values():
        monkeypatch.setattr("course.lab.Lab.down", lambda *_, **__: None)
        assert mishap.happen(mishap.naive).is_right


def test_e5_fails_if_one_way_to_be_wrong_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    doubled = MISHAPS["doubled"]
    harmless = {"late": MISHAPS["late"], "doubled": replace(doubled, naive=doubled.mended)}
    monkeypatch.setattr(complications, "MISHAPS", harmless)
    assert more_complicated().verdict is Verdict.FAILS


def test_e5_holds_without_reserve_if_one_cannot_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    doubled = MISHAPS["doubled"]
    hopeless = {"late": MISHAPS["late"], "doubled": replace(doubled, mended=doubled.naive)}
    monkeypatch.setattr(complications, "MISHAPS", hopeless)
    assert more_complicated().verdict is Verdict.HOLDS


@pytest.mark.parametrize("count", ["lines_of_shop", "moving_parts"])
def test_e5_fails_if_there_is_no_more_to_write_or_to_run(
    monkeypatch: pytest.MonkeyPatch, count: str
) -> None:
    same = {"lines_of_shop": 300, "moving_parts": {"services": 5}}[count]
    monkeypatch.setattr(complications, count, lambda shop: same)
    monkeypatch.setattr(complications, "MISHAPS", {"late": MISHAPS["late"]})
    assert more_complicated().verdict is Verdict.FAILS
