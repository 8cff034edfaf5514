"""Prove which downsides remain: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_07.prove_which_downsides_remain.check import FINDS, FORM, LEAVES

SOLUTION = Answer(
    """\
OWNERS = ("users", "orders", "products")


def downsides(lab, start):
    usual = lab.get("/purchases/1")

    def works_without(*names):
        for name in names:
            lab.down(name)
        answer = lab.get("/purchases/1")
        for name in names:
            lab.up(name)
        return answer.ok

    def is_later(name):
        lab.link(start, name).latency_ms = 200
        answer = lab.get("/purchases/1")
        lab.link(start, name).latency_ms = 5
        return answer.milliseconds > usual.milliseconds

    found = set()
    if not works_without(*OWNERS):
        found.add("S3")
    if not any(works_without(name) for name in OWNERS):
        found.add("S4")
    if all(is_later(name) for name in OWNERS):
        found.add("S5")
    return found
""",
    "On direct requests and on the bus it finds all three: none of the downsides is gone. "
    "That it finds fewer in other shops is what makes it a proof. It changes one thing at a "
    "time, compares with how it usually is, and puts everything back.",
)

RIGHT = (
    Answer("""\
from contextlib import contextmanager


@contextmanager
def gone(lab, names):
    for name in names:
        lab.down(name)
    yield
    for name in names:
        lab.up(name)


def downsides(lab, start):
    owners = ["users", "orders", "products"]
    usual = lab.get("/purchases/1").milliseconds
    with gone(lab, owners):
        depends = lab.get("/purchases/1").status != 200
    failed, late = 0, 0
    for name in owners:
        with gone(lab, [name]):
            failed += lab.get("/purchases/1").status != 200
        lab.link(start, name).latency_ms += 300
        late += lab.get("/purchases/1").milliseconds > usual + 100
        lab.link(start, name).latency_ms -= 300
    rules = [("S3", depends), ("S4", failed == 3), ("S5", late == 3)]
    return [name for name, holds in rules if holds]
"""),
    Answer("""\
def downsides(lab, start):
    ways = [lab.link(start, name) for name in ("users", "orders", "products")]

    def asked(those, setting, bad, good):
        for way in those:
            setattr(way, setting, bad)
        answer = lab.get("/purchases/1")
        for way in those:
            setattr(way, setting, good)
        return answer

    usual = asked([], "", None, None)
    result = {"S3", "S4", "S5"}
    if asked(ways, "failure_rate", 1, 0).ok:
        result.discard("S3")
    for way in ways:
        if asked([way], "failure_rate", 1, 0).ok:
            result.discard("S4")
        if asked([way], "latency_ms", 100, 5).milliseconds == usual.milliseconds:
            result.discard("S5")
    return result
"""),
)

WRONG = (
    Wrong(
        """\
OWNERS = ("users", "orders", "products")


def downsides(lab, start):
    usual = lab.get("/purchases/1")
    assert usual.ok
    return {"S3", "S4", "S5"}
""",
        FINDS["S3"],
        "An experiment that says yes everywhere proves nothing",
        1,
    ),
    Wrong(
        SOLUTION.source.replace(
            """\
        for name in names:
            lab.up(name)
""",
            "",
        ),
        LEAVES,
        "users is still down",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("lab.link(start,", 'lab.link("purchases",'),
        FINDS["S5"],
        "from 'bus' to an owner",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("200", "10"),
        FINDS["S5"],
        "A little delay can hide",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("not any(works_without(name)", "any(not works_without(name)"),
        FINDS["S4"],
        "With the way to one of them cut: users 504, orders 504, products 200",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("all(is_later(name) for name in OWNERS):", 'is_later("orders"):'),
        FINDS["S5"],
        "try each of the three",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("answer.ok", "answer.status is not None"),
        FINDS["S3"],
        "Look at the status of the answer",
        1,
    ),
    Wrong(
        """\
OWNERS = ("users", "orders", "products")


def downsides(lab, start):
    usual = lab.get("/purchases/1")
    found = {"S3", "S4"}
    for name in OWNERS:
        lab.down(name)
        if lab.get("/purchases/1").ok:
            found = set()
    for name in OWNERS:
        lab.up(name)

    def is_later(name):
        lab.link(start, name).latency_ms = 200
        answer = lab.get("/purchases/1")
        lab.link(start, name).latency_ms = 5
        return answer.milliseconds > usual.milliseconds
    if all(is_later(name) for name in OWNERS):
        found.add("S5")
    return found
""",
        FINDS["S4"],
        "each must be enough by itself",
        1,
    ),
    Wrong(
        """\
OWNERS = ("users", "orders", "products")


def downsides(lab, start):
    usual = lab.get("/purchases/1")

    def works_without(*names):
        for name in names:
            lab.down(name)
        answer = lab.get("/purchases/1")
        for name in names:
            lab.up(name)
        return answer.ok

    def is_later(name):
        lab.link(start, name).latency_ms = 200
        answer = lab.get("/purchases/1")
        lab.link(start, name).latency_ms = 5
        return answer.milliseconds > usual.milliseconds

    return {
        "S3": not works_without(*OWNERS),
        "S4": not any(works_without(name) for name in OWNERS),
        "S5": all(is_later(name) for name in OWNERS),
    }
""",
        FORM,
        "add what holds, and return found",
        1,
    ),
    Wrong(
        """\
async def downsides(lab, start):
    return {"S3", "S4", "S5"}
""",
        FORM,
        "A lab needs none",
        1,
    ),
    Wrong(
        """\
OWNERS = ("users", "orders", "products")


def downsides(lab, start):
    usual = lab.get("/purchases/1")

    def works_without(*names):
        for name in names:
            lab.down(name)
        answer = lab.get("/purchases/1")
        for name in names:
            lab.up(name)
        return answer.ok

    def is_later(name):
        lab.link(start, name).latency_ms = 200
        answer = lab.get("/purchases/1")
        return answer.milliseconds > usual.milliseconds

    found = set()
    if not works_without(*OWNERS):
        found.add("S3")
    if not any(works_without(name) for name in OWNERS):
        found.add("S4")
    if all(is_later(name) for name in OWNERS):
        found.add("S5")
    return found
""",
        LEAVES,
        "the way from purchases to users is still slow",
        1,
    ),
    Wrong(
        """\
def downsides(lab, start):
    if start == "purchases":
        return {"S3", "S4", "S5"}
    return {"S3"}
""",
        FINDS["S4"],
        "in a shop that asks on the bus",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("all(is_later(name) for name in OWNERS):", 'is_later("products"):'),
        FINDS["S5"],
        "a shop whose purchases does not ask users",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("usual.milliseconds", "100"),
        FINDS["S5"],
        "Usually the answer takes 3",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("200", "2000"),
        FINDS["S5"],
        "there was no answer at all, but 504 after 1,0",
        1,
    ),
    Wrong(
        SOLUTION.source.replace("works_without(*OWNERS)", 'works_without("orders")'),
        FINDS["S3"],
        "With the ways to all three cut, 504 comes back",
        1,
    ),
    Wrong(
        SOLUTION.source.replace(
            "not works_without(*OWNERS)", "any(not works_without(name) for name in OWNERS)"
        ),
        FINDS["S3"],
        "With the ways to all three cut, 504 comes back",
        1,
    ),
)
