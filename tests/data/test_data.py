"""What is known about the recorded data: each figure that the course or the credits tell."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median

import networkx as nx
import pytest

from course.door.picture import PICTURES
from course.trace import NS_PER_MS, Trace, read, read_edges
from course.webs import request_web

DATA = Path(__file__).parents[2] / "course/data"


def milliseconds(trace: Trace) -> list[float]:
    """How long each request took, the quickest first."""
    return sorted(root.milliseconds for root in trace.roots)


# One ticket is booked


@pytest.fixture(scope="module")
def booking() -> Trace:
    return read(DATA / "trainticket-book-a-ticket-zipkin-v2.json")


def test_a_ticket_booking_makes_78_calls_over_16_services(booking: Trace) -> None:
    kinds = Counter(span.kind for span in booking)
    assert kinds == {"server": 79, "client": 78}
    assert len(booking.services) == 16
    (root,) = booking.roots
    assert (root.service, root.milliseconds) == ("ts-preserve-service", 4428.952)
    assert request_web(booking).size("calls") == 78


def test_its_11_direct_calls_never_overlap_and_are_94_percent_of_its_time(booking: Trace) -> None:
    (root,) = booking.roots
    calls = booking.children(root)
    assert len(calls) == 11
    assert all(one.end <= next.start for one, next in pairwise(calls))
    assert round(sum(call.milliseconds for call in calls) / root.milliseconds, 2) == 0.94


def test_it_calls_the_station_service_18_times(booking: Trace) -> None:
    assert (
        Counter(span.service for span in booking if span.kind == "server")["ts-station-service"]
        == 18
    )


# A shop in a good and in a bad minute


@pytest.fixture(scope="module")
def good() -> Trace:
    return read(DATA / "onlineboutique-fault-free.csv.gz")


@pytest.fixture(scope="module")
def bad() -> Trace:
    return read(DATA / "onlineboutique-currency-network-delay.csv.gz")


def test_a_good_minute_of_a_shop(good: Trace) -> None:
    times = milliseconds(good)
    assert (len(good), len(times), len(good.services)) == (22_969, 502, 10)
    assert request_web(good).size() == 13
    assert round(times[len(times) // 2]) == 124
    assert round(times[len(times) * 95 // 100]) == 746


def test_a_bad_minute_of_the_same_shop(bad: Trace) -> None:
    times = milliseconds(bad)
    assert (len(bad), len(times)) == (14_476, 319)
    assert round(times[len(times) // 2]) == 1326
    assert round(times[len(times) * 95 // 100]) == 6149


def test_the_calls_that_became_slow_are_those_of_the_currency_service(
    good: Trace, bad: Trace
) -> None:
    before, after = request_web(good).edges, request_web(bad).edges
    slower = {edge: after[edge]["median_ms"] / before[edge]["median_ms"] for edge in before}
    assert max(slower, key=lambda edge: slower[edge]) == ("frontend", "currencyservice")
    assert slower["frontend", "currencyservice"] > 50


def test_the_currency_service_itself_did_not_work_longer(good: Trace, bad: Trace) -> None:
    def working(trace: Trace) -> float:
        spans = [it for it in trace if (it.service, it.kind) == ("currencyservice", "server")]
        return median(it.end - it.start for it in spans) / NS_PER_MS

    assert working(good) < 2
    assert working(bad) < 2


# Smaller ones


def test_a_search_for_hotels() -> None:
    trace = read(DATA / "hotel-reservation-jaeger.json")
    assert (len(trace), len(trace.services), trace.milliseconds) == (11, 6, 20.228)
    web = request_web(trace)
    assert set(web.edges) == {
        ("frontend", "search"),
        ("frontend", "reservation"),
        ("frontend", "profile"),
        ("search", "geo"),
        ("search", "rate"),
    }


def test_a_request_through_a_proxy() -> None:
    trace = read(DATA / "yelp-zipkin-v2.json")
    assert (len(trace), len(trace.services), trace.milliseconds) == (16, 6, 131.848)


# A web as large as they are


@pytest.fixture(scope="module")
def large() -> nx.DiGraph:
    return read_edges(DATA / "uber-dependencies.json.gz")


def test_a_large_web_has_1238_services(large: nx.DiGraph) -> None:
    assert (len(large), large.size(), large.size("calls")) == (1238, 4271, 2_985_281)
    assert max(degree for _, degree in large.out_degree()) == 83
    assert max(degree for _, degree in large.in_degree()) == 231


def test_356_of_them_all_reach_each_other(large: nx.DiGraph) -> None:
    assert max(map(len, nx.strongly_connected_components(large))) == 356


def test_the_busiest_5_percent_receive_78_percent_of_the_calls(large: nx.DiGraph) -> None:
    received = sorted((calls for _, calls in large.in_degree(weight="calls")), reverse=True)
    busiest = received[: len(large) * 5 // 100]
    assert round(100 * sum(busiest) / sum(received), 1) == 78.3


# Credits


def test_each_file_is_credited_and_its_licence_is_there() -> None:
    sources = (DATA / "SOURCES.md").read_text()
    drawn = {path.name for path in PICTURES}
    own = {"SOURCES.md", *drawn, *(path.name for path in DATA.glob("LICENSE-*"))}
    for name in {path.name for path in DATA.iterdir()} - own:
        assert f"## {name}\n" in sources
    for licence in DATA.glob("LICENSE-*"):
        assert licence.name in sources


def test_the_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 1_500_000
