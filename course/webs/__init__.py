"""The web of requests in a trace, and the questions one can put to it."""

from course.webs.availability import of_calls, of_services
from course.webs.blast_radius import blast_radius, needs
from course.webs.busiest import busiest
from course.webs.changes import changes
from course.webs.circles import circles, way_round
from course.webs.compare import compare
from course.webs.critical_path import critical_path
from course.webs.depth import depth
from course.webs.measures import MEASURES, measures
from course.webs.one_after_another import one_after_another
from course.webs.own_time import own_ms
from course.webs.repeats import repeats, repeats_by_anybody, repeats_by_service
from course.webs.retries import retries
from course.webs.shares import shares, ways
from course.webs.web import request_web

__all__ = [
    "MEASURES",
    "blast_radius",
    "busiest",
    "changes",
    "circles",
    "compare",
    "critical_path",
    "depth",
    "measures",
    "needs",
    "of_calls",
    "of_services",
    "one_after_another",
    "own_ms",
    "repeats",
    "repeats_by_anybody",
    "repeats_by_service",
    "request_web",
    "retries",
    "shares",
    "way_round",
    "ways",
]
