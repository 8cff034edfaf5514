import json
from typing import Any

from course.trace import Trace
from course.views.player.flow import read_flow
from course.views.player.packing import packed
from tests.views.player.making import Story, crowd, inserted, ripple, trouble
from tests.webs.making import Making


def play(trace: Trace, **part: float) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(packed(read_flow(trace, **part))))
    return found


def test_messages_are_columns_that_name_nodes_and_texts_by_their_place() -> None:
    flow = play(ripple())
    moves = flow["moves"]
    assert {len(moves[name]) for name in ("kind", "from", "to", "leave", "words", "lane")} == {6}
    first = {name: moves[name][0] for name in ("kind", "from", "to", "leave", "arrive", "words")}
    assert flow["kinds"][first["kind"]] == ["event", "tells", "tells"]
    assert (flow["nodes"][first["from"]], flow["nodes"][first["to"]]) == ("orders", "bus")
    assert (first["leave"], first["arrive"]) == (2, 7)
    assert flow["texts"][first["words"]] == "order.placed"


def test_what_few_messages_have_is_there_for_these_only() -> None:
    moves = play(trouble())["moves"]
    assert len(moves["reach"]) == 4
    assert set(moves["attempt"].values()) == {2, 3}
    assert "doubled" in moves["fault"].values()
    assert play(ripple())["moves"]["reach"] == {}


def test_messages_that_leave_together_get_a_lane_each() -> None:
    made = Making()
    for _ in range(3):
        made.call("a", "b", 0, 11)
    assert play(made.trace)["moves"]["lane"] == [0, 1, 2, 0, 1, 2]


def test_a_table_has_the_versions_of_its_rows_with_their_times() -> None:
    outbox = next(table for table in play(ripple())["tables"] if table["name"] == "outbox")
    assert outbox["columns"] == ["id", "type"]
    assert outbox["rows"] == [[1, 2, 12, ["1", "order.placed"], None]]


def test_of_a_part_only_what_is_still_there_is_packed() -> None:
    flow = play(ripple(), from_ms=13)
    outbox = next(table for table in flow["tables"] if table["name"] == "outbox")
    assert outbox["rows"] == []
    assert flow["log"] == {"name": "log", "start": 1, "times": [], "values": []}


def test_of_the_outbox_only_what_is_told_is_shown() -> None:
    made = Story()
    row = {"number": 1, "id": "o#1", "type": "t", "data": "{}", "time": "0", "traceparent": "00"}
    made.write("orders", 0, None, inserted("outbox", **row), inserted("orders", time=7))
    outbox, orders = play(made.trace)["tables"]
    assert outbox["columns"] == ["id", "type", "data"]
    assert outbox["rows"][0][3] == ["o#1", "t", "{}"]
    assert orders["columns"] == ["time"]


def test_a_row_says_until_when_it_is_not_committed() -> None:
    made = Story()
    write = made.write("users", 1, None, inserted("users", id=1))
    write.attributes["db.committed"] = write.end
    assert play(made.trace)["tables"][0]["rows"] == [[1, 0, None, ["1"], 1]]


def test_long_cells_and_bodies_are_cut() -> None:
    made = Story()
    made.write("users", 0, None, inserted("users", name="x" * 5000, other=None))
    made.call("a", "b")
    made.spans[-2].attributes["http.request.body"] = "y" * 5000
    flow = play(made.trace)
    name, other = flow["tables"][0]["rows"][0][3]
    assert (len(name), other) == (121, "null")
    assert max(map(len, flow["texts"])) == 2001


def test_a_character_that_cannot_be_sent_is_replaced_as_in_the_picture() -> None:
    made = Making()
    made.call("a\ud800", "<b>&amp;")
    flow = play(made.trace)
    assert flow["nodes"] == ["a\ufffd", "<b>&amp;"]
    assert json.dumps(flow, ensure_ascii=False).encode()


def test_a_message_takes_less_than_a_hundred_bytes_besides_its_texts() -> None:
    trace = crowd(2000, every_ms=0.5)
    assert len(json.dumps(packed(read_flow(trace)))) < 100 * 2000
