"""E4: what is stored is counted from the files, and the verdict follows the copies."""

from pathlib import Path

import pytest

from course import claims
from course.claims import Verdict, storage
from course.claims.stage import open_shop
from course.claims.storage import Growth, Stored
from course.lab import Lab
from course.shop import copying, direct


@pytest.fixture(autouse=True)
def few_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "ORDERS", 120)
    monkeypatch.setattr(storage, "USERS", 5)
    monkeypatch.setattr(storage, "PRODUCTS", 5)


def test_rows_that_are_there_already_are_the_copies() -> None:
    growth = storage.grown(copying)
    orders, users, products = 120, 5, 5
    owned = orders + users + products
    assert growth.after.rows == owned + (users + products) + (users + products + orders)
    assert growth.after.copies == growth.after.rows - owned
    assert growth.before.copies == 2 * (users + products)


def test_where_nobody_copies_nothing_is_there_twice() -> None:
    assert storage.grown(direct).after.copies == 0


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


def test_a_larger_shop_takes_what_each_order_takes() -> None:
    growth = Growth(Stored({"a.db": 10_000}, 0, 0), Stored({"a.db": 10_000 + 120 * 50}, 0, 0))
    assert growth.bytes_per_order == 50
    assert growth.bytes_with(1_000) == 10_000 + 50_000
    assert growth.cents_per_month(2 * 10**7, cents_per_gb=10) == pytest.approx(10, rel=1e-3)


def test_e4_fails_if_nothing_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "SHOPS", {**storage.SHOPS, "copying": direct})
    assert storage.data_is_duplicated().verdict is Verdict.FAILS


def test_e4_holds_without_reserve_if_the_log_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MOST", 1)
    assert claims.prove("E4").verdict is Verdict.HOLDS


def test_e4_tells_the_size_of_each_file_and_they_add_up() -> None:
    numbers = claims.prove("E4").numbers
    for name in ("direct", "copying"):
        files = numbers[f"{name}: kB of each file"]
        assert {"users.db", "products.db", "orders.db"} <= files.keys()
        assert sum(files.values()) == pytest.approx(numbers["kB in files"][name])
