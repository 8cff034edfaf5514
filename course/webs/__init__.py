"""The web of requests in a trace, and the questions one can put to it."""

from course.webs.web import request_web

__all__ = ["request_web"]
