from course.views.player.flow import read_flow
from tests.webs.making import Making, asked

MS = 1_000_000


def test_a_question_goes_over_the_bus_to_every_owner_and_the_parts_come_back() -> None:
    moves = [move for move in read_flow(asked()).moves if move.kind in ("question", "part")]
    ways = [(it.kind, it.sender, it.receiver, it.leave // MS, it.arrive // MS) for it in moves]
    owners = ("users", "orders", "products")
    assert ways == [
        ("question", "purchases", "bus", 10, 15),
        *(("question", "bus", owner, 15, 20) for owner in owners),
        *(("part", owner, "bus", 21, 26) for owner in owners),
        *(("part", "bus", "purchases", 26, 31) for owner in owners),
    ]


def test_a_part_says_whose_it_is_and_what_it_holds() -> None:
    made = Making()
    ask = made.question("purchases", "purchases.of_user", 0, {"users": 1}, None)
    ask.attributes["messaging.message.body"] = '{"user_id": 1}'
    answer = next(span for span in made.spans if span.name.startswith("answer"))
    answer.attributes["messaging.message.body"] = '{"name": "Ada"}'
    there, brought, part, _ = [m for m in read_flow(made.trace).moves if m.kind != "statement"]
    assert there.body == brought.body == '{"user_id": 1}'
    assert (part.words, part.body) == ("purchases.of_user: users", '{"name": "Ada"}')


def test_a_question_to_a_bus_that_is_down_is_refused() -> None:
    made = Making()
    ask = made.message(
        "purchases", "client", "ask", "x", 0, 10, server__address="bus", error__type="timeout"
    )
    ask.status, ask.attributes["error.type"] = "error", "connection_refused"
    question, refused = read_flow(made.trace).moves
    assert (question.arrive, refused.leave, refused.words) == (5 * MS, 5 * MS, "refused")
    assert refused.failed


def test_an_owner_that_is_down_hears_nothing() -> None:
    made = Making()
    ask = made.question("purchases", "x", 0, {"users": 1}, None)
    passed = made.message("bus", "client", "pass", "x", 5, 100, ask, server__address="orders")
    passed.status = "error"
    (lost,) = [move for move in read_flow(made.trace).moves if move.lost]
    assert (lost.receiver, lost.reach) == ("orders", 0.5)
