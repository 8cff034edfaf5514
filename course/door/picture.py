"""The pictures that the README shows, drawn from runs like every other picture."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from course.claims.stage import ADA, open_shop
from course.comparing import ARCHITECTURES, Story, compare, play
from course.door.place import PROJECT
from course.shop import direct
from course.views import draw
from course.views.comparison import Comparison, chart, webs
from course.webs import request_web

FOLDER = PROJECT / "course" / "data"


def one_request() -> str:
    """One query for purchases, answered by services that ask each other, as SVG text."""
    answer = open_shop(direct, products=3).get(f"/purchases/{ADA}")
    return draw(request_web(answer.trace)).svg + "\n"


@cache
def one_day() -> Comparison:
    """All four architectures on a day on which users is down for a while."""
    story = Story(down=frozenset({"users"}))
    return compare([play(story, name) for name in ARCHITECTURES])


def four_webs() -> str:
    """Who asks whom in each architecture on that day, as SVG text."""
    return webs(one_day()).svg + "\n"


def four_shops() -> str:
    """What became of the reads of that day, and where their time went, as SVG text."""
    return chart(one_day()).svg + "\n"


PICTURES: Mapping[Path, Callable[[], str]] = MappingProxyType(
    {
        FOLDER / "request-web.svg": one_request,
        FOLDER / "four-webs.svg": four_webs,
        FOLDER / "four-shops.svg": four_shops,
    }
)
