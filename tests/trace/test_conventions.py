"""Older names of attributes become OpenTelemetry's current ones."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import Kind
from course.trace.conventions import CURRENT, translated


def test_older_names_become_the_current_ones() -> None:
    tags = {
        "http.method": "GET",
        "http.path": "/users/1",
        "http.url": "http://users/users/1",
        "http.status_code": "404",
    }
    assert translated(tags)[0] == {
        "http.request.method": "GET",
        "url.path": "/users/1",
        "url.full": "http://users/users/1",
        "http.response.status_code": 404,
    }


@pytest.mark.parametrize(
    ("old", "current"),
    [
        ("db.system", "db.system.name"),
        ("db.name", "db.namespace"),
        ("db.statement", "db.query.text"),
        ("db.operation", "db.operation.name"),
        ("db.sql.table", "db.collection.name"),
        ("http.user_agent", "user_agent.original"),
        ("http.scheme", "url.scheme"),
        ("messaging.destination", "messaging.destination.name"),
        ("messaging.operation", "messaging.operation.type"),
        ("net.host.name", "server.address"),
        ("net.peer.name", "server.address"),
        ("net.sock.peer.addr", "network.peer.address"),
    ],
)
def test_older_names_of_a_caller_become_the_current_ones(old: str, current: str) -> None:
    assert translated({old: "a"}) == ({current: "a"}, "unset")


def test_who_is_at_the_other_end_of_a_server_is_its_client() -> None:
    tags = {"net.peer.name": "web", "net.peer.port": 5, "net.host.name": "users"}
    assert translated(tags, "server")[0] == {
        "client.address": "web",
        "client.port": 5,
        "server.address": "users",
    }


@pytest.mark.parametrize(
    ("target", "attributes"),
    [
        ("/a", {"url.path": "/a"}),
        ("/a?b=1?c", {"url.path": "/a", "url.query": "b=1?c"}),
        ("", {"url.path": ""}),
        (5, {"http.target": 5}),
    ],
)
def test_a_target_is_a_path_and_a_query(target: object, attributes: dict[str, Any]) -> None:
    assert translated({"http.target": target})[0] == attributes


def test_a_target_stays_where_there_is_a_path_already() -> None:
    tags = {"url.path": "/a", "http.target": "/b?c"}
    assert translated(tags)[0] == tags


def test_of_two_older_names_for_one_the_first_is_taken_and_both_are_kept() -> None:
    tags = {"http.server_name": "a", "net.host.name": "b"}
    assert translated(tags)[0] == {"server.address": "a", "net.host.name": "b"}


@given(
    st.dictionaries(
        st.sampled_from([*CURRENT, *CURRENT.values(), "error", "otel.status_code", "http.target"]),
        st.sampled_from(["", "a", "true", "false", "ERROR", "404", "/a?b", 404, True, None]),
    ),
    st.sampled_from(["server", "client"]),
)
def test_what_is_current_stays_as_it_is(tags: dict[str, Any], kind: Kind) -> None:
    once, _ = translated(tags, kind)
    again, _ = translated(once, kind)
    assert again == once


def test_a_current_name_that_is_there_already_wins_and_nothing_is_lost() -> None:
    tags = {"http.method": "get", "http.request.method": "GET"}
    assert translated(tags)[0] == tags


@pytest.mark.parametrize("name", ["http.status_code", "http.response.status_code"])
@pytest.mark.parametrize("value", ["", "OK", "20", "2000", "0200", "٢٠٠", "200 ", -200, 1.5, True])
def test_what_is_no_status_code_is_kept_under_the_older_name(name: str, value: object) -> None:
    assert translated({name: value}) == ({"http.status_code": value}, "unset")


@pytest.mark.parametrize("value", ["503", 503])
def test_a_status_code_is_a_number(value: object) -> None:
    assert translated({"http.response.status_code": value})[0] == {"http.response.status_code": 503}


@pytest.mark.parametrize(
    ("tags", "attributes", "status"),
    [
        ({}, {}, "unset"),
        ({"error": "timeout"}, {"error.type": "timeout"}, "error"),
        ({"error": "false"}, {}, "unset"),
        ({"error": False}, {}, "unset"),
        ({"error": "true"}, {"error.type": "_OTHER"}, "error"),
        ({"error": ""}, {"error.type": "_OTHER"}, "error"),
        ({"error": True}, {"error.type": "_OTHER"}, "error"),
        ({"error": 7}, {"error.type": "7"}, "error"),
        (
            {"error": "true", "http.status_code": "500"},
            {"error.type": "500", "http.response.status_code": 500},
            "error",
        ),
        (
            {"error": "no answer", "error.type": "timeout"},
            {"error.type": "timeout", "error": "no answer"},
            "error",
        ),
        ({"error.type": "timeout"}, {"error.type": "timeout"}, "unset"),
        ({"otel.status_code": "OK"}, {}, "ok"),
        ({"otel.status_code": "ERROR"}, {"error.type": "_OTHER"}, "error"),
        ({"otel.status_code": "ERROR", "error": "late"}, {"error.type": "late"}, "error"),
        ({"http.status_code": "500"}, {"http.response.status_code": 500}, "unset"),
    ],
)
def test_an_error_is_told_by_the_status_and_its_type(
    tags: dict[str, Any], attributes: dict[str, Any], status: str
) -> None:
    assert translated(tags) == (attributes, status)


@given(st.dictionaries(st.text().map("other.".__add__), st.text() | st.integers() | st.booleans()))
def test_names_without_a_current_one_are_kept(tags: dict[str, Any]) -> None:
    assert translated(tags) == (tags, "unset")


def test_the_tags_themselves_are_left_alone() -> None:
    tags = {"error": "timeout", "http.method": "GET"}
    translated(tags)
    assert tags == {"error": "timeout", "http.method": "GET"}
