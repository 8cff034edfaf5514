"""All statements of the course, in the order in which the ledger has them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from course.claims import removed
from course.claims.boundaries import never_reaches_over
from course.claims.claim import Claim, Taught, Without
from course.claims.complications import more_complicated
from course.claims.copies import copies_follow
from course.claims.data import nobody_can_join
from course.claims.downsides import downsides_are_shared
from course.claims.failing import one_fails_all
from course.claims.finding import Finding
from course.claims.fitting import DOCUMENTS_ONLY, another_kind
from course.claims.growing import ASKING_NOBODY, grow_complicated
from course.claims.independence import no_dependency
from course.claims.parts import everything_in_one, stands_alone
from course.claims.questions import answers_together, popularity
from course.claims.requests import depends_on_others, easy_to_write, no_database
from course.claims.schemas import REACHING_IN, schema_may_change
from course.claims.separate import ALL_SHARED, own_databases
from course.claims.sharing import open_sharing_shop
from course.claims.slowest import slowest_decides
from course.claims.speed import WITHOUT_COPIES, very_fast
from course.claims.stage import instead
from course.claims.storage import STORED_ONCE, data_is_duplicated
from course.claims.tails import IN_A_HURRY
from course.claims.waiting import AS_THE_KEYWORD_SAYS, words_and_waiting
from course.shop import asking, copying, direct, monolith

_MONOLITH, _SPLIT = "01_the_monolith.ipynb", "02_split_into_services.ipynb"
_DATABASES, _ENGINES = "03_a_database_each.ipynb", "04_the_right_engine.ipynb"
_DIRECT, _WEBS = "05_direct_requests.ipynb", "06_webs_of_requests.ipynb"
_ASKING, _COPYING = "07_asking_on_the_bus.ipynb", "08_copying_with_events.ipynb"
_WRONG = "09_when_events_go_wrong.ipynb"


def _claim(
    id: str,
    experiment: Callable[..., Finding],
    notebook: str,
    section: str,
    cause: str,
    *otherwise: object,
) -> Claim:
    """A statement whose counter-test is the same experiment on something else."""
    without = Without(cause, lambda: experiment(*otherwise))
    return Claim(id, experiment, Taught(notebook, section), without)


_ALL = (
    _claim(
        "N1",
        words_and_waiting,
        _DIRECT,
        "Who waits for whom?",
        "every async def is awaited, and no def is",
        AS_THE_KEYWORD_SAYS,
    ),
    _claim(
        "M1",
        everything_in_one,
        _MONOLITH,
        "What is in a monolith?",
        "one feature has moved out",
        instead(monolith, shop=removed.shop_without_purchases),
    ),
    _claim(
        "M2",
        stands_alone,
        _SPLIT,
        "What you gain",
        "users asks a neighbour before it answers",
        instead(direct, users=removed.users_asking),
    ),
    _claim(
        "D1",
        nobody_can_join,
        _SPLIT,
        "What you lose: the join",
        "the services share one database",
        open_sharing_shop,
    ),
    _claim(
        "D2",
        never_reaches_over,
        _DATABASES,
        "What it would be like",
        "the services share one database",
        open_sharing_shop,
    ),
    _claim(
        "D3",
        own_databases,
        _DATABASES,
        "One database is down",
        "all have one database in common",
        ALL_SHARED,
    ),
    _claim(
        "D4",
        schema_may_change,
        _DATABASES,
        "A neighbour changes its tables",
        "who asked reaches into the tables, too",
        REACHING_IN,
    ),
    _claim(
        "D5",
        another_kind,
        _ENGINES,
        "Measure it",
        "all of the work is to read one document by its key",
        DOCUMENTS_ONLY,
    ),
    _claim(
        "S1",
        easy_to_write,
        _DIRECT,
        "What is good about it",
        "purchases keeps copies instead of asking",
        copying,
    ),
    _claim(
        "S2",
        no_database,
        _DIRECT,
        "What is good about it",
        "purchases keeps copies instead of asking",
        copying,
    ),
    _claim(
        "S3",
        depends_on_others,
        _DIRECT,
        "It depends on others",
        "purchases keeps copies instead of asking",
        copying,
    ),
    _claim(
        "S4",
        one_fails_all,
        _DIRECT,
        "What if one of them fails?",
        "purchases answers with the part that it gets",
        removed.purchases_in_part,
    ),
    _claim(
        "S5",
        slowest_decides,
        _DIRECT,
        "How slow is the whole?",
        "the caller is content with the first answer",
        IN_A_HURRY,
    ),
    _claim(
        "S6",
        grow_complicated,
        _WEBS,
        "A web grows",
        "purchases keeps copies instead of asking",
        ASKING_NOBODY,
    ),
    _claim(
        "A1",
        answers_together,
        _ASKING,
        "Everybody adds a part",
        "products does not build on what orders answered",
        instead(asking, products=removed.products_hearing_at_once),
    ),
    _claim(
        "A2",
        downsides_are_shared,
        _ASKING,
        "The same downsides",
        "purchases keeps copies instead of asking on the bus",
        {"direct": direct, "asking": copying},
    ),
    Claim("A3", popularity, Taught(_ASKING, "Is it used?"), None),
    _claim(
        "E1",
        copies_follow,
        _COPYING,
        "Watching a copy being made",
        "orders writes, and tells nobody",
        instead(copying, orders=removed.orders_telling_nobody),
    ),
    _claim(
        "E2",
        no_dependency,
        _COPYING,
        "Nobody else is needed",
        "orders asks users and products",
        instead(copying, orders=removed.orders_asking),
    ),
    _claim(
        "E3",
        very_fast,
        _COPYING,
        "Fast, and how much does it save?",
        "purchases asks instead of keeping copies",
        WITHOUT_COPIES,
    ),
    _claim(
        "E4",
        data_is_duplicated,
        _COPYING,
        "The price: it is stored again",
        "nobody keeps copies",
        STORED_ONCE,
    ),
    _claim(
        "E5",
        more_complicated,
        _WRONG,
        "What it costs to think of all that",
        "purchases asks instead of keeping copies",
        WITHOUT_COPIES,
    ),
)

CLAIMS: Mapping[str, Claim] = MappingProxyType({claim.id: claim for claim in _ALL})


def find(id: str) -> Claim:
    """The statement of that name. Raises ``KeyError``, which names those that exist."""
    if id not in CLAIMS:
        raise KeyError(f"no statement {id!r}; there are {', '.join(CLAIMS)}")
    return CLAIMS[id]


def prove(id: str) -> Finding:
    """Run the experiment of a statement, for example ``S4``. A few seconds at most."""
    return find(id).experiment()
