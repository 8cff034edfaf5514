"""The web of requests in a trace, and the questions one can put to it."""

from course.webs.availability import of_calls, of_services
from course.webs.critical_path import critical_path
from course.webs.depth import depth
from course.webs.one_after_another import one_after_another
from course.webs.repeats import repeats, repeats_by_anybody, repeats_by_service
from course.webs.retries import retries
from course.webs.shares import shares, ways
from course.webs.web import request_web

__all__ = [
    "critical_path",
    "depth",
    "of_calls",
    "of_services",
    "one_after_another",
    "repeats",
    "repeats_by_anybody",
    "repeats_by_service",
    "request_web",
    "retries",
    "shares",
    "ways",
]
