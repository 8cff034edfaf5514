"""E4: what is stored is counted from the files, and the verdict follows the copies."""

from pathlib import Path

import pytest

from course import claims
from course.claims import Verdict, clerk, storage
from course.claims.clerk import clerk_of, per_order, telling_clerk_of
from course.claims.finding import Finding
from course.claims.stage import open_shop
from course.lab import Lab
from course.shop import copying, monolith

ORDERS, USERS, PRODUCTS = storage.ORDERS, storage.USERS, storage.PRODUCTS
OWNED = ORDERS + USERS + PRODUCTS


@pytest.fixture(scope="module")
def finding() -> Finding:
    return claims.prove("E4")


def test_rows_that_are_there_already_are_the_copies(finding: Finding) -> None:
    copies = (USERS + PRODUCTS) + (USERS + PRODUCTS + ORDERS)
    assert finding.numbers["rows"]["copying"] == OWNED + copies
    assert finding.numbers["rows that are there already"]["copying"] == copies


def test_where_nobody_copies_nothing_is_there_twice(finding: Finding) -> None:
    for name in ("monolith", "direct", "asking"):
        assert finding.numbers["rows"][name] == OWNED
        assert finding.numbers["rows that are there already"][name] == 0


def test_sizes_are_those_of_the_files(tmp_path: Path) -> None:
    lab = Lab(folder=tmp_path)
    lab.start(*copying.SERVICES)
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.settle()
    sizes = lab.sizes()
    lab.close()
    files = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert sizes.pop("bus") == files["bus.db"]
    assert sizes == {name: files[name] for name in sizes}


def test_a_lab_in_memory_knows_its_sizes_too() -> None:
    sizes = open_shop(copying).sizes()
    assert sizes.keys() == {"users.db", "products.db", "orders.db", "purchases.db", "bus"}
    assert all(size > 0 for size in sizes.values())


def an_order_takes(id_bytes: int, user_bytes: int, product_bytes: int) -> int:
    """What SQLite stores of a row: where it is in its page, how long, its id, and what it holds."""
    pointer, length, header = 2, 1, 1 + 3
    return pointer + length + id_bytes + header + user_bytes + product_bytes


def test_an_order_takes_what_its_row_takes(finding: Finding) -> None:
    """Ids are stored in as few bytes as they need, and the growth is taken by whole pages."""
    expected = an_order_takes(4, 4, 3)
    per_order = finding.numbers["bytes for one more"]
    for name in ("monolith", "direct", "asking"):
        assert per_order[name] == pytest.approx(expected, rel=0.03)


def test_twice_as_many_looks_give_the_same_within_the_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some = per_order(copying.SERVICES, telling_clerk_of(copying.orders), "orders")
    monkeypatch.setattr(clerk, "TIMES", 2 * clerk.TIMES)
    more = per_order(copying.SERVICES, telling_clerk_of(copying.orders), "orders")
    assert some.error < 0.03
    assert more.error < some.error
    for file, size in more.sizes.items():
        assert some.sizes[file] == pytest.approx(size, rel=some.error + more.error)


def test_a_clerk_that_cannot_write_is_not_taken_for_one_that_needs_no_room() -> None:
    with pytest.raises(AssertionError):
        per_order(monolith.SERVICES, clerk_of(monolith.orders), "shop")


def test_e4_fails_if_nothing_is_copied() -> None:
    assert storage.data_is_duplicated(storage.STORED_ONCE).verdict is Verdict.FAILS


def test_e4_holds_without_reserve_if_the_log_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MOST", 1)
    assert claims.prove("E4").verdict is Verdict.HOLDS


def test_e4_tells_the_size_of_each_file_and_they_add_up(finding: Finding) -> None:
    for name in ("direct", "copying"):
        files = finding.numbers[f"{name}: kB of each file"]
        assert {"users.db", "products.db", "orders.db"} <= files.keys()
        assert sum(files.values()) == pytest.approx(finding.numbers["kB in files"][name])
