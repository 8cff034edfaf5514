"""What happened, as spans: read from a file, or recorded by the lab."""

from course.trace.edges import read_edges
from course.trace.error import TraceError
from course.trace.oddities import Oddity
from course.trace.read import read
from course.trace.span import NS_PER_MS, Kind, Link, Span, Status
from course.trace.trace import Trace
from course.trace.write import write_otlp

__all__ = [
    "NS_PER_MS",
    "Kind",
    "Link",
    "Oddity",
    "Span",
    "Status",
    "Trace",
    "TraceError",
    "read",
    "read_edges",
    "write_otlp",
]
