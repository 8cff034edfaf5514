"""The ledger of statements: each is taught somewhere, and each could come out otherwise."""

import json
import re
from pathlib import Path

import pytest

from course import claims
from course.claims import CLAIMS, Claim, Verdict
from course.claims.statements import STATEMENTS

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
MEASURED = [claim for claim in CLAIMS.values() if claim.without is not None]


def sections(notebook: str) -> dict[str, str]:
    """The text and code under each heading of level 2."""
    found: dict[str, str] = {}
    heading = ""
    for cell in json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and (title := re.match(r"## (.+)", source)):
            heading = title[1]
        found[heading] = found.get(heading, "") + source + "\n"
    return found


def test_every_statement_is_in_the_register_once() -> None:
    assert [*CLAIMS] == [*STATEMENTS]
    assert all(name == claim.id for name, claim in CLAIMS.items())


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_statement_is_taught_where_the_register_says(claim: Claim) -> None:
    taught = sections(claim.taught_in.notebook)[claim.taught_in.section]
    assert f"> **{claim.id}.**" in taught
    assert f'claims.prove("{claim.id}")' in taught


def test_only_what_cannot_be_measured_has_no_counter_test() -> None:
    assert {claim.id for claim in CLAIMS.values()} - {claim.id for claim in MEASURED} == {"A3"}


@pytest.mark.parametrize("claim", MEASURED, ids=[claim.id for claim in MEASURED])
def test_with_its_cause_taken_away_a_statement_does_not_hold(claim: Claim) -> None:
    assert claim.without is not None
    finding = claim.without.experiment()
    assert finding.id == claim.id
    assert finding.verdict is Verdict.FAILS
    assert finding.but == ""


def test_where_a_statement_is_taught_reads_well() -> None:
    assert str(CLAIMS["S3"].taught_in) == "05, It depends on others"


def test_an_unknown_statement_says_which_there_are() -> None:
    with pytest.raises(KeyError, match="no statement 'S9'; there are N1, M1"):
        claims.prove("S9")
