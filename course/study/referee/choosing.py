"""What a choice for a dilemma is asked: does it keep the limits, what does it cost, and why it?"""

from collections.abc import Callable
from typing import Any

from course.comparing import ARCHITECTURES, Dilemma
from course.comparing.checks import able, checks
from course.comparing.other_rows import COST
from course.study.exercise import Examined
from course.study.referee.broken import Broken, shown
from course.views.comparison import Comparison
from course.webs.wording import listed

MEASURED = "there is a measurement of this shop"
NAMED = "choice is one of the four architectures"
KEEPS = "the choice keeps every limit of this shop"
CHEAPEST = "nobody else keeps the limits for less"
REASON = "the reason is a row that decides"


def choosing(dilemma: Dilemma) -> Examined:
    """Asks all of it of an architecture, the name of a figure, and what was measured."""

    def clause(
        ask: Callable[[Dilemma, Comparison, str, Any], None],
    ) -> Callable[[Any, Any, Any], None]:
        def asked(choice: Any, because: Any, measured: Any) -> None:
            ask(dilemma, _of(dilemma, measured), _named(choice), because)

        return asked

    return Examined(tuple(map(clause, (keeps, cheapest, reasoned))))


def _of(dilemma: Dilemma, measured: Any) -> Comparison:
    """The numbers that belong to the dilemma."""
    if not isinstance(measured, Comparison) or measured.story != str(dilemma.story):
        another = isinstance(measured, Comparison)
        raise Broken(
            MEASURED,
            "measured, as the cell above made it",
            f"it is the table of another day: {measured.story}"
            if another
            else f"it was {shown(measured)}",
            "Run the cell with comparing.measure(...) above yours again, and then the check.",
        )
    return measured


def _named(choice: Any) -> str:
    """The architecture, however its name is written."""
    name = choice.strip().lower() if isinstance(choice, str) else choice
    if name not in ARCHITECTURES:
        raise Broken(
            NAMED,
            f"choice is one of: {', '.join(ARCHITECTURES)}",
            f"it was {shown(choice)}",
            "Write it in quotes: the name of a column of the table.",
        )
    return str(name)


def keeps(dilemma: Dilemma, measured: Comparison, choice: str, because: Any) -> None:
    """Every limit. The advice says which row to look at, and not who would do better."""
    broken = [each for each in checks(dilemma, measured, choice) if not each.is_kept]
    if broken:
        first = broken[0]
        raise Broken(
            KEEPS,
            f"{first.limit.figure}: {first.limit.words()}, because {first.limit.why}",
            f"with {choice} it was {first.words}",
            f"Look at the row {first.limit.figure!r} of the table: who keeps this limit? Go "
            "through the other limits in the same way.",
        )


def cheapest(dilemma: Dilemma, measured: Comparison, choice: str, because: Any) -> None:
    """Where several keep the limits, money decides."""
    costs = able(dilemma, measured)
    least = min(costs.values())
    if costs[choice] > least:
        raise Broken(
            CHEAPEST,
            "the one that costs least, of all that keep the limits",
            f"{choice} keeps them for {costs[choice]:,.0f} cents per month, and somebody else for "
            f"{least:,.0f}",
            f"Look at the row {COST!r}, and at the rows above it that it is the sum of.",
        )


def reasoned(dilemma: Dilemma, measured: Comparison, choice: str, because: Any) -> None:
    """A limit that nobody else keeps; or the cost, where somebody else keeps all limits."""
    figure = because.strip().lower() if isinstance(because, str) else because
    if figure == COST:
        the_cost_decides(dilemma, measured, choice)
        return
    limits = [limit.figure for limit in dilemma.limits]
    if figure not in limits:
        raise Broken(
            REASON,
            f"because is one of the limits: {'; '.join(limits)}; or {COST!r}, where two keep "
            "them all",
            f"it was {shown(because)}",
            _no_limit(figure, measured),
        )
    others = [
        name for name in ARCHITECTURES if name != choice and _keeps(dilemma, measured, name, figure)
    ]
    if others:
        verb = "keeps" if len(others) == 1 else "keep"
        raise Broken(
            REASON,
            "a row that rules out all the others",
            f"{listed(others)} {verb} {figure!r}, too",
            "So it does not rule them out. Which limit does only your choice keep? Where two keep "
            "every limit, the cost decides.",
        )


def the_cost_decides(dilemma: Dilemma, measured: Comparison, choice: str) -> None:
    """Between those who keep every limit, and there has to be another one."""
    if len(able(dilemma, measured)) == 1:
        raise Broken(
            REASON,
            "a limit that the others break",
            f"only {choice} keeps every limit",
            "So nobody is left to compare the cost with. Which limit do the others break?",
        )


def _no_limit(figure: Any, measured: Comparison) -> str:
    """What to do with a reason that is no limit of this shop."""
    if isinstance(figure, str) and figure in {each.name for each in measured.figures}:
        if figure.startswith("cost of"):
            return f"That is a part of the cost. What counts is the sum, {COST!r}."
        return (
            "That is a row of the table, but no limit of this shop. Which of its limits do the "
            "others break?"
        )
    return "Copy the name of the row that decides."


def _keeps(dilemma: Dilemma, measured: Comparison, name: str, figure: str) -> bool:
    found = checks(dilemma, measured, name)
    return all(each.is_kept for each in found if each.limit.figure == figure)
