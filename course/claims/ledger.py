"""The ledger: every statement, its verdict, where it has its limits, and where it is taught."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from urllib.parse import quote

from course.claims.claim import Claim
from course.claims.finding import Finding, Verdict
from course.claims.register import CLAIMS, find
from course.views.palette import DATABASE, FONT, INK, LINE, MUTED, PAPER, SERVICE, WRONG
from course.views.svg import Svg, element
from course.webs.wording import counted

WIDTH = 80
"""So many characters fit into a line of a terminal."""
SIGNS = {
    Verdict.HOLDS: ("✓", DATABASE),
    Verdict.HOLDS_BUT: ("◐", SERVICE),
    Verdict.FAILS: ("✗", WRONG),
    Verdict.NOT_MEASURABLE: ("?", MUTED),
}
"""A sign and a colour for each verdict. Its words stand beside them."""
_WORDS = max(len(verdict.value) for verdict in Verdict)
_TABLE = f"border-collapse:collapse;background:{PAPER};color:{INK};font:14px {FONT}"
_CELL = f"padding:.35em .7em;border-bottom:1px solid {LINE};text-align:left;vertical-align:top"


@dataclass(frozen=True, repr=False)
class Ledger:
    """Statements with what their experiments found. A notebook shows it as a table."""

    findings: tuple[Finding, ...]

    @property
    def rows(self) -> Iterator[tuple[Claim, Finding]]:
        """Each statement with its finding."""
        return ((find(finding.id), finding) for finding in self.findings)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many statements have each verdict."""
        found = Counter(finding.verdict for finding in self.findings)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def summary(self) -> str:
        """The counts, in a line."""
        counts = (f"{verdict.value} {count}" for verdict, count in self.counts.items())
        return f"{counted(len(self.findings), 'statement')}: {'; '.join(counts)}"

    def __repr__(self) -> str:
        lines = [self.summary, ""]
        lines += [line(claim, finding) for claim, finding in self.rows]
        return "\n".join([*lines, *limits(self)])

    def _repr_html_(self) -> str:
        names = ("", "statement", "verdict", "but…", "taught in")
        head = element("tr", *(element("th", name, scope="col", style=_CELL) for name in names))
        rows = (_row(claim, finding) for claim, finding in self.rows)
        caption = element("caption", self.summary, style="text-align:left;padding:.35em .7em")
        table = element(
            "table",
            caption,
            element("thead", head),
            element("tbody", *rows),
            style=_TABLE,
        )
        return str(table)


def ledger(*ids: str) -> Ledger:
    """Run the experiments of these statements, or of all of them: that takes half a minute.

    Raises ``KeyError`` for a statement that does not exist, before it runs anything.
    """
    claims = [find(id) for id in ids or CLAIMS]
    return Ledger(tuple(claim.experiment() for claim in claims))


def line(claim: Claim, finding: Finding) -> str:
    """A statement in a line of ``WIDTH`` characters, or in two: name, verdict, statement, place."""
    start = f"{claim.id}  {finding.verdict.value:<{_WORDS}}  "
    text = f"{claim.statement} [{claim.taught_in.notebook[:2]}]"
    return "\n".join(wrap(start + text, WIDTH, subsequent_indent=" " * len(start)))


def limits(of: Ledger) -> list[str]:
    """Lines on where statements have their limits, where any has: a heading, then each."""
    found = [
        "\n".join(wrap(f"{finding.id}  {finding.but}", WIDTH, subsequent_indent="    "))
        for finding in of.findings
        if finding.but
    ]
    return ["", "but…", *found] if found else []


def _row(claim: Claim, finding: Finding) -> Svg:
    sign, colour = SIGNS[finding.verdict]
    place = claim.taught_in
    address = f"{place.notebook}#{quote(place.section.replace(' ', '-'))}"
    return element(
        "tr",
        element("th", claim.id, scope="row", style=_CELL),
        element("td", claim.statement, style=_CELL),
        element(
            "td",
            element("span", sign, style=f"color:{colour};font-weight:bold", aria_hidden="true"),
            f" {finding.verdict.value}",
            style=f"{_CELL};white-space:nowrap",
        ),
        element("td", finding.but, style=_CELL),
        element("td", element("a", str(place), href=address, style="color:inherit"), style=_CELL),
    )
