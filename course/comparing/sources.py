"""Where the time of an answer comes from, read off its critical path."""

from course.trace import NS_PER_MS, Trace
from course.webs.critical_path import Stretch, critical_path
from course.webs.reading import database
from course.webs.requests import requests

NETWORK, DATABASES, LINE, WORK, OTHER = (
    "network",
    "databases",
    "waiting in line",
    "services at work",
    "other",
)
SOURCES = (NETWORK, DATABASES, LINE, WORK, OTHER)


def sources_ms(trace: Trace) -> dict[str, float]:
    """The time of the request in ``trace`` by what it was waiting for; they add up to all of it.

    ``other`` is what is none of the others, such as a pause before a second try.
    """
    (root,) = requests(trace)
    found = dict.fromkeys(SOURCES, 0)
    for stretch in critical_path(trace, root):
        found[_source(stretch)] += stretch.ns
    return {name: ns / NS_PER_MS for name, ns in found.items()}


def _source(stretch: Stretch) -> str:
    if stretch.doing == "on the way":
        return NETWORK
    if database(stretch.span) is not None:
        return DATABASES
    return {"queued": LINE, "work": WORK}.get(stretch.span.name, OTHER)
