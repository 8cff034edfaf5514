from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from course.lab import Lab
from course.shop import asking, direct
from course.trace import Trace, read
from course.webs.compare import Comparison, Oftener, compare
from course.webs.own_time import Place
from course.webs.requests import requests
from tests.webs.making import Making

DATA = Path(__file__).parents[2] / "course/data"
CURRENCY = ("frontend", "currencyservice")


def accused(compared: Comparison) -> list[Place]:
    return [suspect.place for suspect in compared.accused]


def shop(
    count: int = 10, work_ms: float = 20, way_ms: float = 11, times: int = 1, failing: int = 0
) -> Trace:
    """So many requests, each a millisecond longer than the last, and again from the fifth on.

    The shop asks the bank, which works for ``work_ms`` with ``way_ms`` for the way.
    """
    made = Making()
    for number in range(count):
        longer = number % 5
        root = made.span("shop", "server", 0, 1000, trace_id=str(number))
        at = 10.0
        for _ in range(times):
            client = made.span(
                "shop",
                "client",
                at,
                at + work_ms + way_ms + longer,
                root,
                failed=number < failing,
                server__address="bank",
            )
            made.span("bank", "server", at, at + work_ms + longer, client)
            at = client.end / 1e6
        root.end = int((at + 10 - longer) * 1e6)
    return made.trace


# Who is to blame


def test_who_works_longer_is_accused_and_not_who_waits_for_it() -> None:
    compared = compare(shop(work_ms=20), shop(work_ms=60))
    assert accused(compared) == ["bank"]
    assert compared.accused[0].added_ms == pytest.approx(40)
    assert [(edge.caller, edge.callee) for edge in compared.web.slower] == [("shop", "bank")]


def test_a_longer_way_is_told_from_longer_work() -> None:
    assert accused(compare(shop(way_ms=11), shop(way_ms=51))) == [("shop", "bank")]


def test_who_is_asked_more_often_is_not_accused_and_the_asking_is_told() -> None:
    compared = compare(shop(times=1), shop(times=4))
    assert accused(compared) == []
    assert compared.oftener == [Oftener("shop", "bank", 1.0, 4.0)]
    assert "shop asks bank: 4 times a request, before once a request" in repr(compared)


def test_who_is_asked_more_often_in_few_requests_may_be_asked_less_in_all() -> None:
    ids = {str(number) for number in range(20)}
    seldom = [span for span in shop(count=20, times=4) if span.trace_id in ("5", "6")]
    never = [span for span in requests(shop(count=20)) if span.trace_id in ids - {"5", "6"}]
    assert compare(shop(count=20), Trace([*seldom, *never])).oftener == []


def test_who_is_new_in_few_requests_may_be_so_by_chance() -> None:
    made = Making()
    for root in requests(shop(count=40))[:2]:
        made.span("shop", "client", 10, 990, root, server__address="post")
    for number, span in enumerate(made.spans):
        span.id = f"new {number}"
    compared = compare(shop(count=40), Trace([*shop(count=40), *made.spans]))
    assert compared.web.new_services == ["post"]
    assert compared.suspects[0].place == ("shop", "post")
    assert compared.accused == []


def test_the_number_of_requests_makes_no_difference() -> None:
    compared = compare(shop(count=10), shop(count=50))
    assert accused(compared) == []
    assert (compared.web.slower, compared.oftener) == ([], [])
    assert accused(compare(shop(count=50), shop(count=10, work_ms=60))) == ["bank"]


def test_where_more_calls_fail_it_is_said() -> None:
    compared = compare(shop(count=40), shop(count=40, failing=30))
    (edge,) = compared.web.failing
    assert (edge.callee, edge.before_failed, edge.after_failed) == ("bank", 0.0, 0.75)
    assert compare(shop(count=40), shop(count=40, failing=1)).web.failing == []


def test_one_request_against_one_tells_each_difference() -> None:
    assert accused(compare(shop(count=1), shop(count=1, work_ms=60))) == ["bank"]


def test_what_is_little_accuses_nobody() -> None:
    assert accused(compare(shop(count=1), shop(count=1, work_ms=20.1))) == []


def test_several_ways_to_one_service_are_all_accused() -> None:
    def many(way_ms: float) -> Trace:
        made = Making()
        root = made.span("gateway", "server", 0, 500)
        for number in range(10):
            server = made.call(f"gateway-{number}", f"shop-{number}", 0, 300, root)
            client = made.span(
                f"shop-{number}", "client", 10, 30 + way_ms, server, server__address="bank"
            )
            made.span("bank", "server", 15, 25, client)
        return made.trace

    places = accused(compare(many(0), many(100)))
    assert places == [(f"shop-{number}", "bank") for number in range(8)]


def test_a_new_step_is_accused() -> None:
    before, after = Making(), Making()
    for made in (before, after):
        made.call("client", "shop", 0, 111, made.span("client", "internal", 0, 111))
    after.query("shop", 6, "shop.db", after.spans[-1])
    after.spans[-1].end = after.spans[-1].start + 80_000_000
    (found,) = compare(before.trace, after.trace).accused
    assert (found.place, found.before_ms, found.silent) == (("shop", "shop.db"), None, True)


# In the lab


def bought(architecture: object, change: Callable[[Lab], None], count: int = 1) -> Trace:
    """The trace of asking for Ada's purchases, so many times, after the change."""
    lab = Lab()
    lab.start(*architecture.SERVICES)  # type: ignore[attr-defined]
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.post("/products", json={"title": "Tea", "price_cents": 450})
    lab.post("/orders", json={"user_id": 1, "product_id": 1})
    lab.settle()
    change(lab)
    spans = [span for _ in range(count) for span in lab.get("/purchases/1").trace]
    return Trace(spans)


def slow(caller: str, callee: str) -> Callable[[Lab], None]:
    def change(lab: Lab) -> None:
        lab.link(caller, callee).latency_ms = 50

    return change


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("architecture", "edge"),
    [
        (direct, ("client", "gateway")),
        (direct, ("gateway", "purchases")),
        (direct, ("purchases", "users")),
        (direct, ("purchases", "orders")),
        (direct, ("purchases", "products")),
        (asking, ("gateway", "purchases")),
    ],
)
def test_wherever_the_way_is_slow_in_the_lab_it_is_the_one_accused(
    architecture: object, edge: tuple[str, str], count: int
) -> None:
    before = bought(architecture, lambda lab: None, count)
    assert accused(compare(before, bought(architecture, slow(*edge), count))) == [edge]


def test_a_service_that_works_longer_in_the_lab_is_accused_itself() -> None:
    from course.ports import Clock, Database, Http
    from course.shop.direct import orders

    def slowly(db: Database, http: Http, clock: Clock) -> object:
        app = orders.orders(db, http)

        @app.middleware("http")
        async def dawdle(request: object, go_on: Callable[[object], object]) -> object:
            await clock.work(40)
            return await go_on(request)  # type: ignore[misc]

        return app

    after = bought(direct, lambda lab: lab.start(slowly, name="orders"))
    assert accused(compare(bought(direct, lambda lab: None), after)) == ["orders"]


# A real shop in a good and in a bad minute


@pytest.fixture(scope="module")
def good() -> Trace:
    return read(DATA / "onlineboutique-fault-free.csv.gz")


@pytest.fixture(scope="module")
def bad() -> Trace:
    return read(DATA / "onlineboutique-currency-network-delay.csv.gz")


@pytest.fixture(scope="module")
def to_the_bad(good: Trace, bad: Trace) -> Comparison:
    return compare(good, bad)


def picked(trace: Trace, chosen: Callable[[int], bool]) -> Trace:
    """The requests whose number is chosen."""
    ids = {root.trace_id for at, root in enumerate(requests(trace)) if chosen(at)}
    return Trace(span for span in trace if span.trace_id in ids)


def test_of_a_delay_in_its_network_the_way_to_the_currency_is_accused_alone(
    to_the_bad: Comparison,
) -> None:
    assert accused(to_the_bad) == [CURRENCY]
    first, second, *_ = to_the_bad.suspects
    assert first.place == CURRENCY
    assert first.added_ms > 10 * second.added_ms


def test_those_who_wait_for_the_currency_are_slower_and_not_accused(
    to_the_bad: Comparison,
) -> None:
    slower = [(edge.caller, edge.callee) for edge in to_the_bad.web.slower]
    assert slower[:2] == [CURRENCY, ("frontend", "checkoutservice")]
    (frontend,) = (it for it in to_the_bad.suspects if it.place == "frontend")
    assert frontend.added_ms < 0.1


def test_the_percentiles_of_the_whole_requests_are_told(to_the_bad: Comparison) -> None:
    # The credits say "half took 124 ms or more"; from below, the 251st of 502 took 123 ms.
    before, after = to_the_bad.before, to_the_bad.after
    assert (before.count, round(before.p50_ms), round(before.p95_ms)) == (502, 123, 746)
    assert (after.count, round(after.p50_ms), round(after.p95_ms)) == (319, 1326, 6149)


def test_it_is_told_in_sentences(to_the_bad: Comparison) -> None:
    told = repr(to_the_bad)
    assert told.startswith("319 requests, before 502: half take up to 1,326 ms, before 123 ms;")
    assert "\nWhat has itself become slower:\n  the way from frontend to currencyservice" in told
    assert max(map(len, told.splitlines())) <= 92


def test_a_minute_compared_with_itself_accuses_nobody(good: Trace) -> None:
    compared = compare(good, good)
    assert (compared.accused, compared.web.slower, compared.oftener) == ([], [], [])
    assert "Nothing has itself become slower" in repr(compared)


def halves() -> Iterator[tuple[str, Callable[[int], bool]]]:
    yield "first and second", lambda at: at < 251
    yield "even and odd", lambda at: at % 2 == 0
    for seed in range(4):
        chosen = set(Random(seed).sample(range(502), 251))
        yield f"picked at random, {seed}", chosen.__contains__


@pytest.mark.parametrize("half", [half for _, half in halves()], ids=[name for name, _ in halves()])
def test_two_halves_of_a_good_minute_accuse_nobody(
    good: Trace, half: Callable[[int], bool]
) -> None:
    one, other = picked(good, half), picked(good, lambda at: not half(at))
    for compared in (compare(one, other), compare(other, one)):
        assert (compared.accused, compared.web.failing, compared.oftener) == ([], [], [])


def test_a_difference_that_may_be_chance_is_told_as_such(good: Trace) -> None:
    compared = compare(picked(good, lambda at: at % 2 == 1), picked(good, lambda at: at % 2 == 0))
    assert compared.accused == []
    assert "Most was added by the way from frontend to currencyservice" in repr(compared)


def test_ten_requests_of_each_minute_are_enough_to_accuse(good: Trace, bad: Trace) -> None:
    for start in (0, 100, 200):
        some = [picked(it, range(start, start + 10).__contains__) for it in (good, bad)]
        assert accused(compare(*some)) == [CURRENCY]


def test_a_shop_that_became_quicker_accuses_nobody(good: Trace, bad: Trace) -> None:
    assert compare(bad, good).accused == []


def test_a_trace_without_a_request_is_refused(good: Trace) -> None:
    with pytest.raises(ValueError, match="no request"):
        compare(Trace([]), good)
