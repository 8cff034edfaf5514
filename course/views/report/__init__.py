"""A report: one web page that tells of a trace what can be asked of it."""

from course.views.report.page import is_ours
from course.views.report.telling import of_trace, of_two_traces, of_two_webs, of_web

__all__ = ["is_ours", "of_trace", "of_two_traces", "of_two_webs", "of_web"]
