"""What a report costs: the one of a booking at once, that of a minute in a few seconds."""

import time

import pytest

from course.trace import read
from course.views import report
from tests.webs.recorded import DATA

OF_A_BOOKING = 1.0  # seconds, on two cores, after the imports
OF_A_MINUTE = 5.0
BYTES = 300_000


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("trainticket-book-a-ticket-zipkin-v2.json", OF_A_BOOKING),
        ("onlineboutique-fault-free.csv.gz", OF_A_MINUTE),
    ],
)
def test_a_report_is_there_before_one_loses_patience(name: str, limit: float) -> None:
    trace = read(DATA / name)
    start = time.process_time()
    page = report.of_trace(trace, name)
    took = time.process_time() - start
    print(f"report of {len(trace):,} spans: {took:.2f} s, {len(page.encode()) / 1000:.0f} kB")
    assert took < limit
    assert len(page.encode()) < BYTES
