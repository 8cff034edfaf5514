"""The statements of the course, each with an experiment that decides it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from course.claims.boundaries import never_reaches_over
from course.claims.complications import more_complicated
from course.claims.copies import copies_follow
from course.claims.data import nobody_can_join
from course.claims.downsides import downsides_are_shared
from course.claims.failing import one_fails_all
from course.claims.finding import Finding, Verdict
from course.claims.fitting import another_kind
from course.claims.growing import grow_complicated
from course.claims.independence import no_dependency
from course.claims.parts import everything_in_one, stands_alone
from course.claims.questions import answers_together, popularity
from course.claims.requests import depends_on_others, easy_to_write, no_database
from course.claims.schemas import schema_may_change
from course.claims.separate import own_databases
from course.claims.slowest import slowest_decides
from course.claims.speed import very_fast
from course.claims.storage import data_is_duplicated
from course.claims.waiting import words_and_waiting

EXPERIMENTS: Mapping[str, Callable[[], Finding]] = MappingProxyType(
    {
        "N1": words_and_waiting,
        "M1": everything_in_one,
        "M2": stands_alone,
        "D1": nobody_can_join,
        "D2": never_reaches_over,
        "D3": own_databases,
        "D4": schema_may_change,
        "D5": another_kind,
        "S1": easy_to_write,
        "S2": no_database,
        "S3": depends_on_others,
        "S4": one_fails_all,
        "S5": slowest_decides,
        "S6": grow_complicated,
        "A1": answers_together,
        "A2": downsides_are_shared,
        "A3": popularity,
        "E1": copies_follow,
        "E2": no_dependency,
        "E3": very_fast,
        "E4": data_is_duplicated,
        "E5": more_complicated,
    }
)


def prove(statement: str) -> Finding:
    """Run the experiment of a statement, for example ``S4``. A few seconds at most."""
    if statement not in EXPERIMENTS:
        raise KeyError(f"no statement {statement!r}; there are {', '.join(EXPERIMENTS)}")
    return EXPERIMENTS[statement]()


__all__ = ["EXPERIMENTS", "Finding", "Verdict", "prove"]
