"""The web of requests in a trace, and the questions one can put to it."""

from course.webs.critical_path import critical_path
from course.webs.shares import shares, ways
from course.webs.web import request_web

__all__ = ["critical_path", "request_web", "shares", "ways"]
