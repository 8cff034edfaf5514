"""The report says of a trace what the questions to it say, section by section."""

from functools import cache

import networkx as nx
import pytest
from hypothesis import given, settings

from course.trace import Trace, read
from course.views import report
from course.views.report.page import page
from course.views.telling import tell_web
from course.webs import (
    circles,
    compare,
    critical_path,
    of_calls,
    of_services,
    one_after_another,
    repeats_by_service,
    request_web,
    shares,
)
from course.webs.measures import measures
from course.webs.requests import whole_requests
from course.webs.wording import milliseconds, percent
from tests.views.anyweb import uber, web_of, webs
from tests.views.report.reading import Tags, parsed, sections, titles, words, words_of_pictures
from tests.webs.anything import traces
from tests.webs.making import Making, asked, order, purchase
from tests.webs.recorded import DATA, REAL, booking, recorded


@cache
def minute(good: bool) -> Trace:
    """A minute of Online Boutique."""
    name = "fault-free" if good else "currency-network-delay"
    return read(DATA / f"onlineboutique-{name}.csv.gz")


def told(trace: Trace) -> dict[str, str]:
    return sections(report.of_trace(trace, "trace.json"))


def of_booking() -> dict[str, str]:
    return told(booking())


def again(count: int) -> Trace:
    """One request, in which a service asks another so many times, each after the other."""
    made = Making()
    front = made.call("client", "front", 0, 20 + 20 * count)
    for number in range(count):
        made.call("front", "back", 6 + 20 * number, 20 + 20 * number, front)
    return made.trace


def test_it_begins_with_what_was_read() -> None:
    facts = [
        (words(it[0]), words(it[1]))
        for it in parsed(report.of_trace(booking(), "x")).findall(".//dl/div")
    ]
    assert facts == [
        ("requests", "1"),
        ("it took", milliseconds(booking().milliseconds)),
        ("services", "16"),
        ("calls", "78"),
        ("spans", "157"),
    ]


def test_what_stands_out_is_what_the_questions_say() -> None:
    trace = booking()
    first = shares(critical_path(trace))[0]
    saving = one_after_another(trace)[0]
    out = of_booking()["stands-out"]
    assert f"{percent(first.part)} of the request of" in out
    assert f"is that of {first.who}: {milliseconds(first.milliseconds)}." in out
    assert f"save at most {milliseconds(saving.path_saving_ms)}" in out
    assert f"{repeats_by_service(trace)[0]}." in out
    assert "ts-travel-service and ts-seat-service ask each other." in out
    most = max(measures(request_web(trace)).values(), key=lambda one: one.fails_with)
    assert f"If it fails, so do {most.fails_with} others." in out
    assert "Looked for and not found: tries after a failure, failed calls and" in out


def test_each_remark_leads_to_a_section_that_is_there() -> None:
    for trace in (booking(), minute(good=False)):
        root = parsed(report.of_trace(trace, "x"))
        targets = {it.attrib["href"] for it in root.iter("a")}
        assert targets <= {f"#{it.attrib['id']}" for it in root.iter("section")}


def test_nothing_stands_out_where_there_is_nothing_to_say() -> None:
    made = Making()
    made.call("client", "users", 0, 11)
    found = told(made.trace)
    assert "Circles" not in "".join(found)
    assert not {"again", "retries", "circles", "one-after-another", "depth"} & found.keys()
    assert "Nothing is odd" in found["oddities"]


def test_a_web_that_can_be_read_is_drawn_whole_and_told() -> None:
    drawn = report.of_trace(booking(), "x")
    assert "Request web: 16 services and 78 calls" in titles(drawn)
    assert tell_web(request_web(booking())) in words_of_pictures(drawn)


def test_the_shares_are_told_with_bars_of_their_length() -> None:
    trace = booking()
    bars = [
        it.attrib["style"]
        for it in parsed(report.of_trace(trace, "x")).findall(
            ".//section[@id='waited-for']//span[@class='bar']"
        )
    ]
    parts = [share.part for share in shares(critical_path(trace))]
    assert bars == [f"width:{100 * part:.1f}%" for part in parts[: len(bars)]]
    assert "5 more rows not shown." in of_booking()["waited-for"]
    assert len(parts) == len(bars) + 5


def test_a_waterfall_that_is_too_long_is_left_out_and_that_is_said() -> None:
    short = titles(report.of_trace(booking(), "x"))
    assert [title for title in short if title.startswith("Waterfall: 78 calls")]
    long = report.of_trace(again(200), "x")
    assert not any("Waterfall" in title for title in titles(long))
    assert "Its waterfall is left out" in sections(long)["waited-for"]


def test_of_many_requests_the_slowest_is_looked_at_and_all_are_counted() -> None:
    trace = minute(good=True)
    found = told(trace)
    every = whole_requests(trace)
    for number in (every.p50_ms, every.p95_ms, every.p99_ms):
        assert milliseconds(number) in found["requests"]
    slowest = max(trace.roots, key=lambda span: span.milliseconds)
    assert f"Here it is for the slowest request: frontend, {slowest.name}" in found["waited-for"]
    assert "All requests together" in found["waited-for"]
    assert "All requests together" not in of_booking()["waited-for"]
    assert "pieces of work do so more than twice" in found["again"]


def test_tries_and_failures_are_told() -> None:
    made = Making()
    front = made.call("client", "front", 0, 100)
    made.call("front", "back", 6, 20, front, failed=True)
    made.call("front", "back", 30, 44, front, failed=True)
    made.call("front", "back", 60, 74, front)
    found = told(made.trace)
    assert "front asks back: 2 of 3 calls failed." in found["stands-out"]
    assert "front asks back, GET /back, 3 tries, the last succeeded" in found["retries"]
    assert "28 ms went into tries that failed" in found["stands-out"]


def test_a_shared_database_stands_out() -> None:
    made = Making()
    for service in ("users", "orders"):
        server = made.call("client", service, 0, 20)
        made.query(service, 6, "shop.db", server)
    assert "users and orders use shop.db." in told(made.trace)["stands-out"]


def test_availability_is_counted_by_services_and_by_calls() -> None:
    trace = booking()
    up = of_services(request_web(trace), "ts-preserve-service", 0.999)
    found = of_booking()["available"]
    assert str(up) in found
    assert f"In 30 days it cannot for {(1 - up.share) * 720:.1f} hours." in found
    assert str(of_calls(trace, 0.999)) in found


def test_a_circle_is_told_with_a_way_round() -> None:
    assert (
        "A way round: ts-travel-service asks ts-seat-service asks ts-travel-service."
        in of_booking()["circles"]
    )


def test_every_service_has_its_measures_and_what_is_left_out_is_said() -> None:
    web = uber()
    rows = parsed(report.of_web(web, "x")).findall(".//section[@id='services']//tbody/tr")
    busiest = max(web, key=lambda node: web.in_degree(node, weight="calls"))
    assert len(rows) == 100
    assert words(rows[0]).split()[0] == busiest
    assert "1,138 more rows not shown." in sections(report.of_web(web, "x"))["services"]


def test_what_is_odd_is_told_in_words() -> None:
    for name in REAL:
        trace = recorded(name)
        for oddity in trace.oddities:
            assert f"{oddity}." in told(trace)["oddities"]


def test_a_web_without_times_says_what_can_be_said() -> None:
    web = uber()
    found = sections(report.of_web(web, "x"))
    assert list(found) == ["stands-out", "web", "fails-with", "available", "circles", "services"]
    assert "78.3 % of all calls go to the busiest 5 % of the services." in found["stands-out"]
    assert "Service289. If it fails, so do 876 others." in found["stands-out"]
    assert f"{max(map(len, circles(web)))} services: " in found["circles"]
    assert "ms" not in found["services"].split()


def test_a_large_web_is_shown_from_its_entries_and_its_busiest_services() -> None:
    shown = [title for title in titles(report.of_web(uber(), "x")) if "callers" in title]
    assert len(shown) == 7
    assert all(title.endswith(("callees", "callee")) for title in shown)


def test_with_an_earlier_trace_the_comparison_comes_first() -> None:
    before, after = minute(good=True), minute(good=False)
    found = sections(report.of_two_traces(before, after, "after", "before"))
    assert next(iter(found)) == "changed"
    flat = " ".join(found["changed"].split())
    for line in str(compare(before, after)).splitlines():
        assert " ".join(line.removesuffix(":").split()) in flat
    assert "the way from frontend to currencyservice and back" in flat
    assert "Compared with before." in report.of_two_traces(before, after, "after", "before")


def test_two_webs_without_times_are_compared_too() -> None:
    found = sections(report.of_two_webs(web_of("a>b"), web_of("a>b", "b>c"), "now", "then"))
    assert "New c b asks c" in " ".join(found["changed"].split())


def test_the_same_gives_the_same_to_the_byte() -> None:
    once, twice = (report.of_trace(booking(), "x") for _ in range(2))
    assert once == twice


def test_a_trace_without_spans_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no span"):
        report.of_trace(Trace([]), "empty.json")


@pytest.mark.parametrize("trace", [purchase(), purchase(failed=True), order(), asked()])
def test_every_kind_of_trace_has_a_report(trace: Trace) -> None:
    Tags(report.of_trace(trace, "x"))


@settings(max_examples=30, deadline=None)
@given(traces())
def test_whatever_a_trace_holds_the_page_is_well_formed(trace: Trace) -> None:
    if trace.spans:
        Tags(report.of_trace(trace, "x"))


@settings(max_examples=30, deadline=None)
@given(webs())
def test_whatever_a_web_holds_the_page_is_well_formed(web: nx.DiGraph) -> None:
    Tags(report.of_web(web, "x"))


def test_a_page_is_known_as_ours() -> None:
    assert report.is_ours(page("x", "y", [], []))
    assert not report.is_ours("<!DOCTYPE html><html><p>course web</p></html>")
