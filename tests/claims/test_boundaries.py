"""D2, D3 and D4: with the cause taken away, the verdict changes."""

from collections.abc import Callable

import pytest

from course import claims
from course.claims import Verdict, boundaries, schemas, separate, sharing
from course.claims.stage import open_shop, use_at_owner
from course.lab import Lab
from course.shop import asking, contract, copying, direct


def test_services_on_one_database_are_the_same_shop() -> None:
    assert len(contract.check(sharing.open_sharing_shop())) == len(contract.CONTRACT)


def test_where_the_database_is_shared_nobody_is_refused() -> None:
    assert boundaries.refusal(sharing.open_sharing_shop) == ""


def test_d2_the_refusal_says_who_what_and_what_else_to_do() -> None:
    told = boundaries.refusal()
    for words in ("purchases looked for", "users.db", "select users.name", "http.get(", "@bus.on("):
        assert words in told


def fails_with(finding: claims.Finding, shop: str) -> dict[str, int]:
    return dict(finding.numbers[f"{shop}: features that fail with"])


def test_d3_counts_the_features_that_fail() -> None:
    finding = claims.prove("D3")
    assert fails_with(finding, "shared") == {"users.db": 9}
    assert fails_with(finding, "direct") == {"users.db": 4, "products.db": 6, "orders.db": 3}
    assert fails_with(finding, "asking") == fails_with(finding, "direct")
    assert fails_with(finding, "copying") == {
        "users.db": 2,
        "products.db": 4,
        "orders.db": 2,
        "purchases.db": 1,
    }


def test_d3_counts_the_failures_in_all() -> None:
    finding = claims.prove("D3")
    in_all = finding.numbers["failures in all, each database down once"]
    assert in_all == {"shared": 9, "direct": 4 + 6 + 3, "asking": 4 + 6 + 3, "copying": 9}
    assert finding.but.endswith("13 failures against 9 when shared")


def test_d3_without_its_cause_has_no_row_but_that_of_the_shared_database() -> None:
    finding = separate.own_databases(separate.ALL_SHARED)
    assert finding.numbers["features that fail with another's database"] == {"shared": 7}
    assert "harmed, with direct requests" not in finding.numbers
    assert finding.verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("name", "instead"),
    [("copying", lambda: open_shop(direct)), ("shared", lambda: open_shop(copying))],
    ids=["who has copies asks after all", "what is shared is not"],
)
def test_d3_fails_if_own_databases_made_no_difference(
    monkeypatch: pytest.MonkeyPatch, name: str, instead: Callable[[], Lab]
) -> None:
    only = {name: separate.SHOPS[name] for name in ("shared", "direct", "copying")}
    monkeypatch.setattr(separate, "FEATURES", SOME)
    assert separate.own_databases(only | {name: instead}).verdict is Verdict.FAILS


SOME = {name: separate.FEATURES[name] for name in ("sign up", "place an order", "read purchases")}


def test_d3_holds_without_reserve_if_nobody_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    shops = {"shared": sharing.open_sharing_shop} | {
        name: lambda: open_shop(copying) for name in ("direct", "asking", "copying")
    }
    monkeypatch.setattr(separate, "FEATURES", SOME)
    assert separate.own_databases(shops).verdict is Verdict.HOLDS


@pytest.mark.parametrize("down", ["users.db", "products.db"])
def test_a_feature_fails_whatever_was_tried_before_it(down: str) -> None:
    alone = set()
    for feature in separate.FEATURES:
        lab = open_shop(direct)
        lab.down(down)
        if not use_at_owner(lab, feature).ok:
            alone.add(feature)
    assert separate.failing(open_shop(direct), down) == alone


def test_asking_on_the_bus_is_harmed_as_much_as_asking_directly() -> None:
    for shop in (direct, asking):
        lost = separate.failing(open_shop(shop), "products.db")
        assert {"place an order", "read purchases"} <= lost


def test_who_asks_is_hurt_by_a_renamed_column_only_if_it_reaches_in_after_all() -> None:
    asking = schemas.who_answers(schemas.renamed_at_once())
    reaching = schemas.who_answers(schemas.renamed_at_once(schemas.REACHING_IN))
    assert (asking["asks"], reaching["asks"]) == (True, False)


def test_d4_fails_if_who_reaches_in_is_not_hurt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "RENAME", schemas.EXPAND)
    assert schemas.schema_may_change().verdict is Verdict.FAILS


def test_d4_without_the_middle_step_the_trespasser_is_hurt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MOVED", schemas.PURCHASES_OF_USER)
    finding = schemas.schema_may_change()
    assert finding.numbers["expand, migrate, contract: steps in which both answer"] == 2
    assert finding.but == "as long as its answers keep their shape"


def test_d4_what_is_written_meanwhile_is_kept_only_under_both_names() -> None:
    assert not schemas.is_kept(schemas.OLD_PRICE)
    assert schemas.is_kept(schemas.BOTH_PRICES)


def test_d2_counts_who_uses_tables_of_others_and_not_who_may() -> None:
    numbers = claims.prove("D2").numbers
    assert numbers["allowed on purpose: others on the same database"] == [
        "orders",
        "products",
        "purchases",
    ]
    assert numbers["allowed on purpose: they use tables of others"] == ["orders", "purchases"]
