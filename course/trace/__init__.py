"""What happened, as spans: read from a file, or recorded by the lab."""

from course.trace.error import TraceError
from course.trace.read import read
from course.trace.span import NS_PER_MS, Kind, Link, Span, Status
from course.trace.trace import Trace

__all__ = ["NS_PER_MS", "Kind", "Link", "Span", "Status", "Trace", "TraceError", "read"]
