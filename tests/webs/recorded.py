"""The real traces that the course ships."""

from pathlib import Path

from course.trace import Trace, read

DATA = Path(__file__).resolve().parents[2] / "course" / "data"
REAL = ("trainticket-book-a-ticket-zipkin-v2", "yelp-zipkin-v2", "hotel-reservation-jaeger")


def recorded(name: str) -> Trace:
    """One of ``REAL``."""
    return read(DATA / f"{name}.json")


def booking() -> Trace:
    """One booking of a train ticket: 78 calls, 16 services, 4,428.952 ms."""
    return recorded(REAL[0])
