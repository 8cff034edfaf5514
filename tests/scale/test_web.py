"""What is called how often for one request; and the webs that are refused."""

import pytest

from course.scale import (
    Always,
    CannotSample,
    Hedged,
    Limited,
    Service,
    calls_in_one_request,
    sample,
)

LEAF = Service(Always(1))


def test_who_is_called_from_several_places_is_counted_for_each() -> None:
    web = {
        "a": Service(rounds=[["b", "c"], ["d"] * 3]),
        "b": Service(rounds=[["d"], ["d"]]),
        "c": Service(rounds=[[Hedged("d", 5), Limited("d", 9)]]),
        "d": LEAF,
        "elsewhere": LEAF,
    }
    assert calls_in_one_request(web, "a") == {"a": 1, "b": 1, "c": 1, "d": 3 + 2 + 2}
    assert calls_in_one_request(web, "b") == {"b": 1, "d": 2}


def test_a_circle_is_refused_and_named() -> None:
    web = {
        "a": Service(rounds=[["b"]]),
        "b": Service(rounds=[["leaf"], ["c"]]),
        "c": Service(rounds=[["leaf", "b"]]),
        "leaf": LEAF,
    }
    with pytest.raises(CannotSample, match=r"circle.*: (b calls c calls b|c calls b calls c)\."):
        sample(web, "a", 1)


def test_who_calls_itself_is_a_circle() -> None:
    with pytest.raises(CannotSample, match=r"circle.*: a calls a\."):
        sample({"a": Service(rounds=[["a"]])}, "a", 1)


def test_a_circle_that_is_not_reached_does_no_harm() -> None:
    web = {"leaf": LEAF, "a": Service(rounds=[["b"]]), "b": Service(rounds=[["a"]])}
    assert [*sample(web, "leaf", 2)] == [1, 1]


def test_a_service_that_is_not_there_is_named() -> None:
    with pytest.raises(CannotSample, match="There is no service 'b' in the web: a"):
        sample({"a": LEAF}, "b", 1)
    with pytest.raises(CannotSample, match="a calls 'b', which is not in the web: a"):
        sample({"a": Service(rounds=[["b"]])}, "a", 1)


def test_a_request_that_would_make_too_many_calls_is_refused() -> None:
    web = {f"s{n}": Service(rounds=[[f"s{n + 1}"] * 10]) for n in range(6)} | {"s6": LEAF}
    with pytest.raises(CannotSample, match="One request to s0 makes 1,111,111 calls"):
        sample(web, "s0", 1)
    assert sum(calls_in_one_request(web, "s1").values()) == 111_111


def test_services_that_wait_for_each_other_in_a_long_row_are_refused() -> None:
    def row(length: int) -> dict[str, Service]:
        last = {f"s{length - 1}": LEAF}
        return {f"s{n}": Service(rounds=[[f"s{n + 1}"]]) for n in range(length - 1)} | last

    assert [*sample(row(200), "s0", 1)] == [1]
    with pytest.raises(CannotSample, match="201 services wait for each other in a row"):
        sample(row(201), "s0", 1)


@pytest.mark.parametrize("rounds", ["ab", ["ab"], ("users", "orders")])
def test_a_round_is_a_list_of_calls(rounds: object) -> None:
    with pytest.raises(CannotSample, match=r"\[\['a', 'b'\]\] for two calls together"):
        Service(rounds=rounds)  # type: ignore[arg-type]


def test_when_a_call_is_late_is_a_time() -> None:
    for make in (Hedged, Limited):
        with pytest.raises(CannotSample, match="leaf: -1 is no time"):
            make("leaf", -1)
