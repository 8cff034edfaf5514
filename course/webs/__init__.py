"""The web of requests in a trace, and the questions one can put to it."""

from course.webs.blast_radius import blast_radius, needs
from course.webs.busiest import busiest
from course.webs.changes import changes
from course.webs.circles import circles, way_round
from course.webs.compare import compare
from course.webs.measures import MEASURES, measures
from course.webs.own_time import own_ms
from course.webs.web import request_web

__all__ = [
    "MEASURES",
    "blast_radius",
    "busiest",
    "changes",
    "circles",
    "compare",
    "measures",
    "needs",
    "own_ms",
    "request_web",
    "way_round",
]
