"""Every statement is decided by its experiment, and the experiment can come out otherwise."""

from collections.abc import Callable

import pytest

from course import claims
from course.claims import (
    CLAIMS,
    Verdict,
    data,
    failing,
    parts,
    requests,
    slowest,
    tails,
    waiting,
)
from course.claims.failing import Availability
from course.claims.finding import LINE, Finding, judged
from course.shop import asking, copying, direct, monolith

BUT = {"M2", "D1", "D2", "D3", "D4", "D5", "S1", "S3", "S4", "S5", "S6"}
BUT |= {"A1", "A2", "E2", "E3", "E4", "E5"}
"""The statements that hold only with a reservation."""
NOT_MEASURABLE = {"A3"}


@pytest.mark.parametrize("statement", CLAIMS)
def test_verdict(statement: str) -> None:
    finding = claims.prove(statement)
    assert finding.id == statement
    expected = Verdict.HOLDS_BUT if statement in BUT else Verdict.HOLDS
    assert finding.verdict is (Verdict.NOT_MEASURABLE if statement in NOT_MEASURABLE else expected)
    assert bool(finding.but) is (statement in BUT)
    assert max(map(len, repr(finding).splitlines())) <= LINE


@pytest.mark.parametrize("statement", ["N1", "M2", "S3", "A1", "E1", "E5"])
def test_an_experiment_finds_the_same_in_every_run(statement: str) -> None:
    assert repr(claims.prove(statement)) == repr(claims.prove(statement))


def test_chance_is_drawn_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "QUERIES", 20)
    once = direct.purchases.purchases
    one = failing.availability(direct, once, seed=1)
    assert one == failing.availability(direct, once, seed=1)
    assert one != failing.availability(direct, once, seed=2)
    assert tails.answers_ms(2) == tails.answers_ms(2)


def test_an_unknown_statement_says_which_there_are() -> None:
    with pytest.raises(KeyError, match="no statement 'S9'; there are N1, M1"):
        claims.prove("S9")


def test_a_verdict_follows_the_numbers() -> None:
    assert judged(True) is Verdict.HOLDS
    assert judged(True, "but not always") is Verdict.HOLDS_BUT
    assert judged(False, "but not always") is Verdict.FAILS


def test_a_finding_reads_well() -> None:
    finding = Finding(
        "X1", "water is wet", Verdict.HOLDS_BUT, {"drops": 3, "part": 1 / 3, "wet": True}, "not ice"
    )
    assert repr(finding) == (
        "X1: water is wet\nVerdict: holds, but… not ice\n  drops  3\n  part   0.3333\n  wet    yes"
    )


WORKS = {direct.purchases.purchases: 0.729, failing.purchases_trying_twice: 0.927}
"""What the availabilities must be, but for chance."""


def by_the_book(shop: object, purchases: Callable[..., object]) -> Availability:
    return Availability(WORKS[purchases], 3.0, 1.0)


def test_s4_holds_if_only_the_whole_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "availability", by_the_book)
    assert failing.one_fails_all().verdict is Verdict.HOLDS_BUT


# Each experiment fails when what it measures is otherwise


def test_n1_fails_if_the_keyword_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "waits", lambda answer: answer.body)
    assert waiting.words_and_waiting().verdict is Verdict.FAILS


def test_m1_fails_if_a_feature_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = dict(parts.FEATURES) | {"read a user": lambda lab, at: lab.get(f"{at}/users/999")}
    monkeypatch.setattr(parts, "FEATURES", broken)
    assert parts.everything_in_one().verdict is Verdict.FAILS


def test_m1_fails_if_a_feature_has_no_logic_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "layers", lambda module: {"routes": 1, "business logic": 0})
    assert parts.everything_in_one().verdict is Verdict.FAILS


def test_m2_fails_if_sign_up_needs_a_neighbour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "answers_alone", lambda feature, shop: False)
    assert parts.stands_alone().verdict is Verdict.FAILS


def test_m2_says_who_has_no_database_though_nobody_needs_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "answers_alone", lambda feature, shop: True)
    finding = parts.stands_alone()
    assert finding.but == "tried on users; with direct requests purchases has no database (S2)"


def test_m2_holds_without_reserve_if_all_have_a_database_and_need_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "answers_alone", lambda feature, shop: True)
    assert parts.stands_alone(copying).verdict is Verdict.HOLDS


def test_d1_fails_if_a_split_database_could_refuse_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "lets_nobody_order", lambda lab, owner: False)
    assert data.nobody_can_join().verdict is Verdict.FAILS


def test_d1_fails_if_one_database_can_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "can_join", lambda lab, owner: True)
    assert data.nobody_can_join().verdict is Verdict.FAILS


def test_s1_fails_if_there_is_more_to_understand(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = {"shop": ["db"], "purchases": ["http", "db"]}
    monkeypatch.setattr(requests, "ports", lambda service: needs[service.__name__])
    assert requests.easy_to_write().verdict is Verdict.FAILS


def test_who_asks_for_no_database_is_read_off_the_signatures() -> None:
    assert parts.without_database(direct) == parts.without_database(asking) == ["purchases"]
    assert parts.without_database(copying) == parts.without_database(monolith) == []


def test_s1_says_what_it_calls_easy() -> None:
    numbers = requests.easy_to_write().numbers
    assert numbers["easy means: at most so many times the lines"] == requests.TWICE


def test_s1_fails_if_the_code_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "TWICE", 1)
    assert requests.easy_to_write().verdict is Verdict.FAILS


def test_s3_fails_if_a_neighbour_is_asked_but_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "fails_without", lambda shop, name: name != "users")
    assert requests.depends_on_others().verdict is Verdict.FAILS


def test_s4_fails_if_one_failure_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "outcomes", lambda shop: {(): True, ("users",): True})
    monkeypatch.setattr(failing, "availability", by_the_book)
    assert failing.one_fails_all().verdict is Verdict.FAILS


def test_s4_fails_if_the_availability_is_not_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "availability", lambda *which: Availability(0.9, 3.0, 1.0))
    assert failing.one_fails_all().verdict is Verdict.FAILS


def test_s4_fails_if_a_failed_call_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    def survived(*which: Callable[..., object]) -> Availability:
        return by_the_book(*which)._replace(as_their_calls=0.99)

    monkeypatch.setattr(failing, "availability", survived)
    assert failing.one_fails_all().verdict is Verdict.FAILS


def test_s5_fails_if_parallel_calls_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slowest, "milliseconds_at", lambda how, road: 250)
    assert slowest.slowest_decides().verdict is Verdict.FAILS


def test_s5_fails_if_one_query_does_not_take_as_long_as_its_slowest_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    longer = iter([1.0])
    served = slowest.served_ms
    monkeypatch.setattr(slowest, "served_ms", lambda answer: served(answer) + next(longer, 0))
    finding = slowest.slowest_decides()
    assert finding.numbers["of them exactly as long as their slowest call"] == tails.QUERIES - 1
    assert finding.verdict is Verdict.FAILS


def test_s5_fails_if_the_sampled_part_is_not_the_computed_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slowest, "slow_part", lambda: 0.6)
    assert slowest.slowest_decides().verdict is Verdict.FAILS


def test_a_long_line_of_a_finding_is_broken_and_hangs() -> None:
    finding = Finding("X1", "much", Verdict.HOLDS, {"a": ["word"] * 30, "b": 1})
    lines = repr(finding).splitlines()
    assert max(map(len, lines)) <= 92
    assert lines[3].startswith("     word")
    assert lines[-1] == "  b  1"
