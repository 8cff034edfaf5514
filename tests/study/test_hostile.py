"""Whatever a learner's code does, the check ends in time, and says kindly what happened."""

import signal
import sys
import time

import pytest

from course.lab import Lab, guard
from course.study.exercises import find
from course.study.referee import limits
from course.study.referee.judge import judge
from course.study.referee.verdict import Outcome
from tests.study.handing_in import verdict_on

ENDED_S = 5.0
HEAD = """
def greeter():
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello!"

    @app.get("/hello/{name}")
    async def named(name: str):
"""
TAIL = """
        return f"Hello, {name}!"

    return app
"""
FRAMES = """
        import sys
        frame = sys._getframe()
        while "lab" not in frame.f_locals and "run" not in frame.f_locals:
            frame = frame.f_back
        lab = frame.f_locals.get("lab") or frame.f_locals["run"].lab
"""


def handler(body: str) -> str:
    return HEAD + "".join(f"        {line}\n" for line in body.strip().splitlines()) + TAIL


def builder(body: str) -> str:
    return "def greeter():\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


ENDLESS = {
    "a handler that never yields": handler("while True:\n    pass"),
    "one that catches everything": handler(
        "while True:\n    try:\n        sum(range(99))\n    except BaseException:\n        pass"
    ),
    "one that catches everything around what it calls": handler(
        "def work():\n    return sum(i for i in range(999))\n"
        "while True:\n    try:\n        work()\n    except:\n        pass"
    ),
    "one that yields for ever": handler("import asyncio\nwhile True:\n    await asyncio.sleep(0)"),
    "one that takes tiny steps in time": handler(
        "import asyncio\nwhile True:\n    await asyncio.sleep(0.000001)"
    ),
    "a function that never returns": builder("while True:\n    pass"),
    "a function that waits for a lock": builder(
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"
    ),
    "a flood that never ends": handler("while True:\n    print('x' * 10000)"),
}


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the time that a check gives: each way to end something is seen, and no more."""
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    monkeypatch.setattr(limits, "TICKS", 2)
    monkeypatch.setattr(guard, "PATIENCE_S", 0.3)
    monkeypatch.setattr(guard, "LOOK_EVERY_S", 0.05)


def check_ended(source: str) -> None:
    """The verdict says where it was, and all is as before."""
    before = sys.stdout, sys.stderr, signal.getsignal(signal.SIGALRM), sys.gettrace()
    verdict = verdict_on("greet-by-name", source)
    assert verdict.outcome is Outcome.NOT_YET
    assert verdict.broken is not None
    assert "line" in repr(verdict)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    after = sys.stdout, sys.stderr, signal.getsignal(signal.SIGALRM), sys.gettrace()
    assert after == before


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("source", ENDLESS.values(), ids=ENDLESS)
def test_what_does_not_end_is_ended(source: str) -> None:
    check_ended(source)


def test_what_computes_is_ended_within_five_seconds() -> None:
    """In processor time, in which others do not count."""
    started = time.process_time()
    check_ended(ENDLESS["a handler that never yields"])
    assert time.process_time() - started < ENDED_S


def test_what_waits_is_ended_within_five_seconds() -> None:
    started = time.monotonic()
    check_ended(ENDLESS["a function that waits for a lock"])
    assert time.monotonic() - started < ENDED_S


QUICK = {
    "recursion in a handler": (
        handler("def again(n):\n    return again(n + 1)\nagain(0)"),
        "RecursionError",
    ),
    "recursion in the function": (
        builder("return greeter()"),
        "It calls itself again and again",
    ),
    "no service at all": ("greeter = 17", "17 is not a service"),
    "no app": (builder("return 'an app'"), "End greeter with: return app"),
    "an error in the function": (builder("return undefined"), "NameError: name 'undefined'"),
    "an error in a handler": (handler("1 / 0"), "ZeroDivisionError: division by zero"),
    "nothing comes back": (HEAD + "        return None\n\n    return app", "it was None"),
    "it leaves Python": (builder("raise SystemExit(3)"), "it raised SystemExit: 3"),
    "it leaves Python in a handler": (handler("raise SystemExit(3)"), "it raised SystemExit: 3"),
    "it sleeps": (handler("import time\ntime.sleep(60)"), "await clock.sleep(ms)"),
    "it sleeps while the app is built": (builder("import time\ntime.sleep(60)"), "time.sleep"),
    "an error that cannot be shown": (
        builder(
            "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\nraise Odd()"
        ),
        "it raised Odd",
    ),
    "a port that there is not": ("def greeter(magic):\n    return magic", "is not a port"),
    "megabytes come back": (
        HEAD + "        return 'Hello' * 10**6\n\n    return app",
        "HelloHello",
    ),
}


@pytest.mark.parametrize(("source", "says"), QUICK.values(), ids=QUICK)
def test_what_goes_wrong_is_told(source: str, says: str) -> None:
    verdict = verdict_on("greet-by-name", source)
    assert verdict.outcome is Outcome.NOT_YET
    assert says in repr(verdict)
    assert "course/" not in repr(verdict)
    assert len(repr(verdict)) < 2000


def test_a_flood_of_prints_is_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    verdict = verdict_on("greet-by-name", handler("print('x' * 5_000_000)"))
    assert verdict.outcome is Outcome.SOLVED
    assert "characters more" in verdict.printed
    assert len(verdict.printed) < 1000
    assert capsys.readouterr().out == ""


MEDDLING = {
    "closes the lab": FRAMES + "        lab.close()",
    "takes itself down": FRAMES + "        lab.down('greeter')",
    "starts another service": FRAMES + "        lab.start(greeter, name='other')",
    "changes the network": FRAMES + "        lab.link('client', 'greeter').latency_ms = 0",
    "replaces a method": "        from course.lab import Lab\n        Lab.get = lambda *_: None",
    "replaces a constant": "        from course.lab import lab\n        lab.TIMEOUT_MS = 1",
    "replaces the referee": (
        "        from course.study.referee import judge\n        judge.judge = lambda *_: 'solved'"
    ),
}


@pytest.mark.parametrize("body", MEDDLING.values(), ids=MEDDLING)
def test_who_changes_the_lab_is_told_so_and_nothing_stays_changed(body: str) -> None:
    before = Lab.get, judge
    verdict = verdict_on("greet-by-name", HEAD + body + TAIL)
    assert verdict.outcome is Outcome.NOT_YET
    assert verdict.broken is not None
    assert verdict.broken.clause == "leaves the lab alone"
    from course.lab import lab
    from course.study.referee import judge as module

    assert (Lab.get, module.judge) == before
    assert lab.TIMEOUT_MS == 1000
    assert Lab().get.__self__ is not None


def test_rows_that_no_statement_changed_are_noticed() -> None:
    source = """
def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        import sys
        frame = sys._getframe()
        while "run" not in frame.f_locals:
            frame = frame.f_back
        store = frame.f_locals["run"].lab.services["orders"].database.store
        store._connection.execute("delete from orders")
        return []

    return app
"""
    verdict = verdict_on("move-a-trespasser-out", source)
    assert verdict.broken is not None
    assert verdict.broken.clause == "leaves the lab alone"
    assert "no statement did it" in verdict.broken.happened


def test_too_much_or_too_little_is_no_error_of_ours() -> None:
    exercise = find("greet-by-name")
    for given in ((), (1, 2)):
        verdict = judge(exercise, given)
        assert 'check("greet-by-name", greeter)' in repr(verdict)


def test_values_of_any_kind_are_refused_kindly() -> None:
    class Odd:
        def __eq__(self, other: object) -> bool:
            raise ValueError("no")

        __hash__ = None

        def __repr__(self) -> str:
            raise ValueError("no")

    exercise = find("choose-an-engine")
    for value in (Odd(), None, [], object(), float("nan"), "x" * 10**7, lambda: 1, {}, Odd):
        for given in ((value,) * 3, ("one document by its key", value, {}), (value, "lmdb", {})):
            assert judge(exercise, given).outcome is Outcome.NOT_YET
    for value in (Odd(), None, [], 7, "drop table products", "select 1; select 2", "x" * 10**6):
        assert judge(find("survive-a-schema-change"), (value,)).outcome is Outcome.NOT_YET
