"""The ledger as text and as a table."""

import re
from xml.etree import ElementTree

import pytest

from course.claims import CLAIMS, Finding, Ledger, Verdict, ledger
from course.claims.ledger import SIGNS, WIDTH
from course.claims.statements import STATEMENTS

FOUND = Ledger(
    (
        Finding("S2", STATEMENTS["S2"], Verdict.HOLDS, {}),
        Finding("M1", STATEMENTS["M1"], Verdict.HOLDS_BUT, {}, "only for <now>, " * 9),
        Finding("S4", STATEMENTS["S4"], Verdict.FAILS, {}),
        Finding("A3", STATEMENTS["A3"], Verdict.NOT_MEASURABLE, {}),
    )
)


def table(of: Ledger) -> ElementTree.Element:
    return ElementTree.fromstring(of._repr_html_())


def cells(of: Ledger) -> list[list[str]]:
    """The words of each row, the heading first."""
    return [["".join(cell.itertext()) for cell in row] for row in table(of).iter("tr")]


def test_it_counts_the_verdicts() -> None:
    assert FOUND.summary == (
        "4 statements: holds 1; holds, but… 1; does not hold 1; not measurable here 1"
    )


def test_each_statement_has_a_line_with_its_verdict_and_its_notebook() -> None:
    lines = repr(FOUND).splitlines()
    assert lines[0] == FOUND.summary
    assert "S2  holds                the asking service may need no database [05]" in lines
    assert "S4  does not hold        any failed request fails the whole [05]" in lines


def test_limits_come_after_all_statements_and_only_where_there_are_any() -> None:
    told = repr(FOUND)
    assert told.index("A3  ") < told.index("but…\nM1  only for")
    assert "\nbut…\n" not in repr(Ledger(FOUND.findings[:1]))


def test_no_line_is_too_long_for_a_terminal() -> None:
    everything = Ledger(
        tuple(
            Finding(id, words, Verdict.NOT_MEASURABLE, {}, "a reserve " * 20)
            for id, words in STATEMENTS.items()
        )
    )
    assert max(map(len, repr(everything).splitlines())) <= WIDTH


def test_the_table_says_the_same_in_words_and_with_a_sign() -> None:
    heading, *rows = cells(FOUND)
    assert heading == ["", "statement", "verdict", "but…", "taught in"]
    for finding, row in zip(FOUND.findings, rows, strict=True):
        sign, _ = SIGNS[finding.verdict]
        assert row == [
            finding.id,
            finding.statement,
            f"{sign} {finding.verdict.value}",
            finding.but,
            str(CLAIMS[finding.id].taught_in),
        ]


def test_no_two_verdicts_share_a_sign() -> None:
    assert len({sign for sign, _ in SIGNS.values()}) == len(Verdict) == len(SIGNS)


def test_the_table_leads_to_where_a_statement_is_taught() -> None:
    (link, *_) = table(FOUND).iter("a")
    assert link.get("href") == "05_direct_requests.ipynb#What-is-good-about-it"


def test_the_table_follows_the_theme() -> None:
    html = FOUND._repr_html_()
    assert "background:var(--jp-" in html
    assert "color:var(--jp-" in html
    assert not re.search(r"style=\"[^\"]*background:#", html)


def test_a_ledger_of_some_runs_only_those() -> None:
    assert [finding.id for finding in ledger("S2", "A3").findings] == ["S2", "A3"]


def test_an_unknown_statement_is_said_before_anything_runs() -> None:
    with pytest.raises(KeyError, match="no statement 'S9'; there are N1, M1"):
        ledger("S2", "S9")
