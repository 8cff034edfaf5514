import networkx as nx
from hypothesis import given

from course.lab import Lab
from course.shop import direct
from course.webs import request_web
from course.webs.changes import EdgeChange, WebChanges, changes
from tests.webs.digraphs import webs
from tests.webs.making import Making, purchase


def asking(callee: str, ms: float, calls: int = 1, failed: int = 0) -> nx.DiGraph:
    made = Making()
    server = made.call("client", "shop", 0, 1000)
    for number in range(calls):
        made.call("shop", callee, 10, 10 + ms, server, failed=number < failed)
    return request_web(made.trace)


def test_who_came_and_who_went_is_named() -> None:
    found = changes(asking("bank", 20), asking("post", 20))
    assert found == WebChanges(["post"], ["bank"], [("shop", "post")], [("shop", "bank")])


def test_a_call_is_compared_with_a_call() -> None:
    found = changes(asking("bank", 20), asking("bank", 30, calls=5, failed=2))
    edge = EdgeChange("shop", "bank", 20.0, 30.0, 0.0, 0.4)
    assert (found.slower, found.failing) == ([edge], [edge])
    assert edge.ratio == 1.5


def test_less_than_a_tenth_longer_is_not_slower() -> None:
    assert changes(asking("bank", 20), asking("bank", 21)).slower == []


def test_it_is_told_with_the_worst_first() -> None:
    assert repr(changes(asking("bank", 20), asking("bank", 30, calls=4, failed=1))) == (
        "Slower, for each call:\n"
        "  shop asks bank: 30 ms, before 20 ms, 1.5 times as long\n"
        "Failing more:\n"
        "  shop asks bank: 25 % of the calls, before 0 %\n"
        "Nothing is new or gone."
    )


def test_of_many_changes_the_first_are_told_and_the_others_counted() -> None:
    told = repr(changes(nx.DiGraph(), request_web(purchase())))
    assert told.splitlines()[0] == "New:"
    assert told.splitlines()[6:] == [
        "  and 12 more",
        "Nothing is gone or slower or failing more.",
    ]


def test_webs_without_times_are_compared_by_their_edges() -> None:
    before, after = nx.DiGraph(), nx.DiGraph()
    before.add_edge("a", "b", calls=2)
    after.add_edges_from([("a", "b"), ("a", "c")], calls=9)
    assert changes(before, after) == WebChanges(["c"], [], [("a", "c")], [])


def test_in_the_lab_the_calls_above_a_slow_service_are_slower_too() -> None:
    webs = []
    for latency_ms in (5, 50):
        lab = Lab()
        lab.start(*direct.SERVICES)
        lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
        lab.link("purchases", "orders").latency_ms = latency_ms
        webs.append(request_web(lab.get("/purchases/1").trace))
    slower = [(edge.caller, edge.callee) for edge in changes(*webs).slower]
    assert slower == [("client", "gateway"), ("gateway", "purchases"), ("purchases", "orders")]


@given(webs())
def test_a_web_compared_with_itself_has_not_changed(web: nx.DiGraph) -> None:
    assert changes(web, web) == WebChanges()


@given(webs(), webs())
def test_what_is_new_one_way_is_gone_the_other(one: nx.DiGraph, other: nx.DiGraph) -> None:
    there, back = changes(one, other), changes(other, one)
    assert (there.new_services, there.new_edges) == (back.gone_services, back.gone_edges)
