"""A web read off a trace makes what was recorded, and what might have been."""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

import course
from course.claims.stage import FEATURES, open_shop
from course.scale import CannotSample, Measured, calls_in_one_request, recorded, sample
from course.shop import asking, copying, direct, monolith
from course.trace import Trace, read
from course.webs import request_web
from tests.webs.anything import traces
from tests.webs.making import Making, order, purchase

DATA = Path(course.__file__).parent / "data"
BOOKING = DATA / "trainticket-book-a-ticket-zipkin-v2.json"


def structure(trace: Trace) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {name: service.rounds for name, service in recorded(trace)[0].items()}


def own_ms(trace: Trace) -> dict[str, list[float]]:
    web, _ = recorded(trace)
    return {name: [*it.own.ms] for name, it in web.items() if isinstance(it.own, Measured)}


def test_calls_that_overlap_are_together_and_the_same_calls_are_one_service() -> None:
    assert structure(purchase()) == {
        "gateway": (("purchases",),),
        "purchases": (("users", "orders", "products"),),
        "users": (("users.db",),),
        "orders": (("orders.db",),),
        "products": (("products.db",),),
        "users.db": (),
        "orders.db": (),
        "products.db": (),
    }


def test_a_call_that_starts_when_all_before_are_answered_begins_a_round() -> None:
    made = Making()
    asker = made.call("client", "shop", 0, 100)
    for start, end in ((10, 30), (20, 50), (45, 48), (50, 60), (70, 80)):
        made.call("shop", "bank", start, end, asker)
    assert structure(made.trace)["shop"] == (("bank",) * 3, ("bank",), ("bank",))


def test_own_time_is_what_is_left_without_the_longest_call_of_each_round() -> None:
    made = Making()
    asker = made.call("client", "shop", 0, 100)
    for start, end in ((10, 30), (20, 50), (60, 75)):
        made.call("shop", "bank", start, end, asker)
    assert own_ms(made.trace) == {"shop": [100 - 30 - 15], "bank": [20, 30, 15]}


def test_own_times_are_pooled_over_all_requests_of_a_trace() -> None:
    made = Making()
    for start in (0, 1000):
        asker = made.call("client", "shop", start, start + 100)
        made.call("shop", "bank", start + 10, start + 30 + start / 100, asker)
    web, start = recorded(made.trace, made.trace.roots[1])
    assert start == "shop"
    assert [*web["bank"].own.ms] == [20, 30]  # type: ignore[attr-defined]
    assert {*np.unique(sample(web, start, 100))} <= {80 + 20, 80 + 30, 70 + 20, 70 + 30}


def test_who_behaves_in_two_ways_is_there_twice() -> None:
    made = Making()
    asker = made.call("client", "shop", 0, 100)
    made.call("shop", "stock", 10, 30, asker)
    stock = made.call("shop", "stock", 40, 80, asker)
    made.call("stock", "shop", 50, 70, stock)
    web, start = recorded(made.trace)
    assert start == "shop"
    assert sorted(web) == ["shop", "shop (2)", "stock", "stock (2)"]
    assert [*sample(web, start, 1)] != []  # what would be a circle of services is none of calls


def test_what_nobody_waits_for_is_left_out() -> None:
    made = Making()
    asker = made.call("client", "shop", 0, 30)
    made.call("shop", "bank", 10, 90, asker)
    assert structure(made.trace) == {"shop": ()}
    assert "purchases" not in structure(order())


@pytest.mark.parametrize("shop", [monolith, direct, asking, copying], ids=lambda it: it.__name__)
@pytest.mark.parametrize("feature", ["read purchases", "place an order"])
def test_where_nothing_is_left_to_chance_a_sample_is_what_the_lab_measured(
    shop: ModuleType, feature: str
) -> None:
    lab = open_shop(shop, products=3)
    answer = FEATURES[feature](lab, "")
    web, start = recorded(answer.trace)
    assert [*sample(web, start, 2)] == [answer.milliseconds] * 2


@given(traces())
def test_any_request_takes_what_was_recorded_if_its_own_times_are_drawn(trace: Trace) -> None:
    """With no two alike there is but one time to draw for each."""
    unlike = Trace(replace(span, name=span.id) for span in trace)
    for root in unlike.roots:
        web, start = recorded(unlike, root)
        assert sample(web, start, 1) == pytest.approx(root.milliseconds, abs=1e-6)


def test_a_booked_ticket_makes_as_many_calls_as_its_web_of_requests() -> None:
    booking = read(BOOKING)
    web, start = recorded(booking)
    made = calls_in_one_request(web, start)
    by_service: dict[str, int] = {}
    for name, count in made.items():
        service = name.partition(" (")[0]
        by_service[service] = by_service.get(service, 0) + count
    asked = request_web(booking)
    calls = {node: asked.in_degree(node, weight="calls") for node in asked}
    assert by_service == calls | {start: 1}
    assert sum(made.values()) == 1 + nx.DiGraph.size(asked, weight="calls") == 79


def test_a_booked_ticket_takes_about_as_long_as_it_did() -> None:
    """Times are mixed among calls of one operation only, so it can differ by what those do."""
    booking = read(BOOKING)
    web, start = recorded(booking)
    times = sample(web, start, 1000)
    assert times.std() > 0
    assert times.min() <= booking.milliseconds <= times.max()
    assert times.mean() == pytest.approx(booking.milliseconds, rel=0.01)


def test_a_minute_of_a_shop_gives_every_request_of_it() -> None:
    minute = read(DATA / "onlineboutique-fault-free.csv.gz")
    longest = max(minute.roots, key=lambda root: root.milliseconds)
    web, start = recorded(minute, longest)
    assert start == "frontend"
    assert len(web[start].own.ms) == len(minute.roots) == 502  # type: ignore[attr-defined]


def test_of_several_requests_one_is_to_be_chosen() -> None:
    made = Making()
    for start in (0, 50):
        made.call("client", "shop", start, start + 20)
    with pytest.raises(CannotSample, match=r"2 requests\. Choose one, for example"):
        recorded(made.trace)
    with pytest.raises(CannotSample, match="0 requests"):
        recorded(Trace([]))
    with pytest.raises(CannotSample, match="no root of the trace"):
        recorded(made.trace, made.spans[1])
