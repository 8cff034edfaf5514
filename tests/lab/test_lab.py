"""Running a shop: requests, time, faults, and the trace of it all."""

import asyncio
import gc
import signal
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from contextvars import ContextVar
from pathlib import Path

import httpx2
import pytest
from fastapi import BackgroundTasks, FastAPI, Response
from fastapi.responses import StreamingResponse
from hypothesis import given
from hypothesis import strategies as st

from course.lab import Answer, Lab
from course.lab.errors import (
    BadSetting,
    FileDamaged,
    FileFull,
    FileInUse,
    FileWriteProtected,
    WrongFile,
)
from course.ports import Bus, Clock, Database, Event, Http, Queries, Question
from course.shop import direct
from tests.contracts.bus import hearer, teller


def greeter(clock: Clock) -> FastAPI:
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> str:
        return "hello"

    @app.get("/sleep/{ms}")
    async def sleep(ms: int) -> str:
        await clock.sleep(ms)
        return "slept"

    @app.get("/work/{ms}")
    async def work(ms: int) -> str:
        await clock.work(ms)
        return "worked"

    return app


def asker(http: Http) -> FastAPI:
    app = FastAPI()

    @app.get("/ask/{path:path}")
    async def ask(path: str, timeout: float | None = None) -> str:
        options = {} if timeout is None else {"timeout": timeout}
        try:
            return str((await http.get(f"http://greeter/{path}", **options)).json())
        except httpx2.TransportError as error:
            return type(error).__name__

    return app


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(greeter, asker)
    return lab


def test_a_hop_takes_five_milliseconds_each_way(lab: Lab) -> None:
    assert lab.get("http://greeter/hello").milliseconds == 10


def test_a_database_call_takes_one_millisecond() -> None:
    def counter(db: Database) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def count() -> int:
            rows = await db.query("select :n as n", n=7)
            return int(rows[0]["n"])

        return app

    lab = Lab()
    lab.start(counter)
    answer = lab.get("/")
    assert (answer.body, answer.milliseconds) == (7, 11)


def test_the_clock_stops_when_the_answer_arrives_and_goes_on_when_told(lab: Lab) -> None:
    lab.get("http://greeter/sleep/100")
    assert lab.now_ms == 110
    lab.run(40)
    assert lab.now_ms == 150


def test_settle_runs_until_nothing_is_left(lab: Lab) -> None:
    assert lab.get("http://asker/ask/sleep/500?timeout=0.1").body == "ReadTimeout"
    assert lab.now_ms == 110
    lab.settle()
    assert lab.now_ms == 515


def test_a_plain_path_goes_to_the_gateway_or_the_only_service() -> None:
    lab = Lab()
    lab.start(greeter)
    assert lab.get("/hello").body == "hello"
    lab.start(asker)
    with pytest.raises(BadSetting, match="Which service should answer /hello"):
        lab.get("/hello")


def test_the_answer_says_what_a_client_sees(lab: Lab) -> None:
    answer = lab.get("http://greeter/hello")
    assert answer.ok
    assert repr(answer) == "200 OK after 10 ms\n'hello'"


def test_an_exception_becomes_a_500_with_its_line_beside_it() -> None:
    def broken() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def divide() -> int:
            return 1 // 0

        return app

    lab = Lab()
    lab.start(broken)
    answer = lab.get("/")
    assert answer.status == 500
    assert "broken raised ZeroDivisionError" in repr(answer)
    assert "divide, line" in answer.failures[0].where
    (server,) = [span for span in answer.trace if span.kind == "server"]
    assert (server.status, server.attributes["exception.type"]) == ("error", "ZeroDivisionError")


# The network


def test_a_link_has_its_own_latency(lab: Lab) -> None:
    lab.link("asker", "greeter").latency_ms = 30
    assert lab.get("http://asker/ask/hello").milliseconds == 10 + 60


@pytest.mark.parametrize("latency", [-1, float("nan"), float("inf"), "fast", None, True])
def test_a_latency_that_is_no_time_is_refused(lab: Lab, latency: float) -> None:
    with pytest.raises(BadSetting, match="Give milliseconds"):
        lab.link("asker", "greeter").latency_ms = latency
    assert lab.link("asker", "greeter").latency_ms == 5


@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan"), "half", True])
def test_a_failure_rate_that_is_no_part_is_refused(lab: Lab, rate: float) -> None:
    with pytest.raises(BadSetting, match="from 0"):
        lab.link("asker", "greeter").failure_rate = rate


def test_a_service_that_is_down_refuses_the_connection(lab: Lab) -> None:
    lab.down("greeter")
    answer = lab.get("http://asker/ask/hello")
    assert (answer.body, answer.milliseconds) == ("ConnectError", 20)
    assert not [span for span in answer.trace if span.service == "greeter"]
    (failed,) = [span for span in answer.trace if span.status == "error"]
    assert failed.attributes["error.type"] == "connection_refused"
    lab.up("greeter")
    assert lab.get("http://asker/ask/hello").body == "hello"


def test_the_learner_sees_that_no_answer_came(lab: Lab) -> None:
    lab.down("greeter")
    answer = lab.get("http://greeter/hello")
    assert (answer.status, answer.body, answer.ok) == (None, None, False)
    assert repr(answer) == "no answer after 10 ms: greeter is down"


def test_a_service_that_goes_down_loses_what_it_was_doing(lab: Lab) -> None:
    assert lab.get("http://asker/ask/sleep/500?timeout=0.1").body == "ReadTimeout"
    lab.down("greeter")
    lab.up("greeter")
    lab.settle()
    assert lab.now_ms == 115, "only the way back is left of the lost request"
    lost, down, up = [span for span in lab.trace if span.service == "greeter"]
    assert (lost.end, lost.attributes["error.type"]) == (110_000_000, "crashed")
    assert (down.name, down.start, down.attributes) == ("down", lost.end, {"lab.fault": "down"})
    assert (up.name, up.start, up.end, up.attributes) == ("up", lost.end, lost.end, {})


def test_a_service_that_is_down_does_nothing_more() -> None:
    def keeper(db: Database, clock: Clock) -> FastAPI:
        db.schema("create table if not exists notes (n integer)")
        app, kept = FastAPI(), []

        async def note_every_10_ms() -> None:
            while True:
                await clock.sleep(10)
                await db.query("insert into notes values (1)")

        @app.get("/background")
        async def background() -> None:
            kept.append(asyncio.create_task(note_every_10_ms()))

        @app.get("/stubborn")
        async def stubborn() -> str:
            try:
                await clock.sleep(100)
            finally:
                await db.query("insert into notes values (2)")
            return "well"

        return app

    lab = Lab()
    lab.start(keeper, keeper_asker)
    lab.get("http://keeper/background")
    lab.get("http://keeper_asker/")
    lab.down("keeper")
    noted = lab.tables("keeper")
    lab.run(300)
    assert lab.tables("keeper") == noted
    lost = [span for span in lab.trace if span.attributes.get("error.type") == "crashed"]
    assert [span.attributes["url.path"] for span in lost] == ["/stubborn"]


def keeper_asker(http: Http) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def ask() -> None:
        await http.get("http://keeper/stubborn", timeout=0.01)

    return app


@given(rate=st.sampled_from([0.0, 1.0]))
def test_no_call_fails_at_rate_zero_and_every_call_at_rate_one(rate: float) -> None:
    lab = Lab()
    lab.start(greeter, asker)
    lab.link("asker", "greeter").failure_rate = rate
    bodies = {lab.get("http://asker/ask/hello").body for _ in range(3)}
    assert bodies == {"ReadError" if rate else "hello"}


def failing(seed: int, *others: Callable[..., FastAPI]) -> list[str]:
    lab = Lab(seed=seed)
    lab.start(greeter, asker, *others)
    for other in others:
        lab.link("asker", other.__name__).failure_rate = 0.5
    lab.link("asker", "greeter").failure_rate = 0.3
    return [lab.get("http://asker/ask/hello").body for _ in range(40)]


def test_failures_are_drawn_from_the_seed_and_the_links_name() -> None:
    def more() -> FastAPI:
        return FastAPI()

    assert failing(1) == failing(1) == failing(1, more)
    assert failing(1) != failing(2)
    assert 4 <= failing(1).count("ReadError") <= 20


def test_two_links_do_not_fail_in_step() -> None:
    lab = Lab(seed=1)
    links = [lab.link("asker", "greeter"), lab.link("greeter", "asker")]
    for link in links:
        link.failure_rate = 0.5
    first, second = ([link.cuts_off() for _ in range(40)] for link in links)
    assert first != second


def test_a_call_that_is_cut_off_never_reaches_the_callee(lab: Lab) -> None:
    lab.link("asker", "greeter").failure_rate = 1
    answer = lab.get("http://asker/ask/hello")
    assert not [span for span in answer.trace if span.service == "greeter"]


# Timeouts


def test_a_caller_gives_up_exactly_at_its_timeout_and_the_callee_goes_on(lab: Lab) -> None:
    answer = lab.get("http://asker/ask/sleep/300?timeout=0.2")
    assert (answer.body, answer.milliseconds) == ("ReadTimeout", 210)
    assert not [span for span in answer.trace if span.service == "greeter"]
    lab.settle()
    (late,) = [span for span in answer.trace if span.service == "greeter"]
    assert late.milliseconds == 300


def test_an_answer_exactly_at_the_limit_is_in_time(lab: Lab) -> None:
    assert lab.get("http://asker/ask/sleep/190?timeout=0.2").body == "slept"
    assert lab.get("http://asker/ask/sleep/191?timeout=0.2").body == "ReadTimeout"


def test_services_give_up_after_a_second_unless_they_say_otherwise(lab: Lab) -> None:
    assert lab.get("http://asker/ask/sleep/2000").milliseconds == 1010


# Workers


def test_work_beyond_the_workers_waits_in_line(lab: Lab) -> None:
    answers = lab.together(*["http://greeter/work/50"] * 3)
    assert [answer.milliseconds for answer in answers] == [60, 110, 160]
    queued = [span for span in answers[2].trace if span.name == "queued"]
    assert sum(span.milliseconds for span in queued) == 100


def test_more_workers_work_at_the_same_time() -> None:
    lab = Lab()
    lab.start(greeter, workers=3)
    answers = lab.together(*["/work/50"] * 3)
    assert [answer.milliseconds for answer in answers] == [60, 60, 60]


def test_a_request_waits_for_a_busy_process_even_if_it_has_no_work_to_do(lab: Lab) -> None:
    busy, idle = lab.together("http://greeter/work/50", "http://greeter/hello")
    assert (busy.milliseconds, idle.milliseconds) == (60, 60)


def test_sleeping_occupies_nobody(lab: Lab) -> None:
    answers = lab.together("http://greeter/sleep/50", "http://greeter/hello")
    assert [answer.milliseconds for answer in answers] == [60, 10]


@given(st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=6))
def test_one_worker_is_never_idle_while_somebody_waits(works: list[int]) -> None:
    lab = Lab()
    lab.start(greeter)
    answers = lab.together(*(f"/work/{ms}" for ms in works))
    assert max(answer.milliseconds for answer in answers) == 10 + sum(works)


# The record


def test_context_travels_in_the_traceparent_header_only() -> None:
    heard = []

    def listener() -> FastAPI:
        app = FastAPI()

        @app.middleware("http")
        async def listen(request, call_next):  # type: ignore[no-untyped-def]
            heard.append(request.headers["traceparent"])
            return await call_next(request)

        @app.get("/")
        async def root() -> None: ...

        return app

    lab = Lab()
    lab.start(listener)
    answer = lab.get("/")
    root = answer.trace.roots[0]
    assert heard == [f"00-{root.trace_id}-{root.id}-01"]


def test_what_a_handler_keeps_in_its_context_does_not_reach_the_callee() -> None:
    note: ContextVar[str] = ContextVar("note", default="nothing")

    def callee() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def read() -> str:
            return note.get()

        return app

    def caller(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def write_and_ask() -> str:
            note.set("a secret")
            return str((await http.get("http://callee/")).json())

        return app

    lab = Lab()
    lab.start(callee, caller)
    assert lab.get("http://caller/").body == "nothing"


def test_every_span_but_the_root_has_a_parent_that_encloses_it() -> None:
    lab = Lab()
    lab.start(*direct.SERVICES)
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.post("/products", json={"title": "Tea", "price_cents": 450})
    trace = lab.post("/orders", json={"user_id": 1, "product_id": 1}).trace
    (root,) = trace.roots
    assert root.service == "client"
    for span in trace:
        parent = trace.parent(span)
        if parent is not None:
            assert parent.start <= span.start <= span.end <= parent.end


def test_the_same_seed_gives_the_same_trace() -> None:
    def run() -> list[tuple[object, ...]]:
        lab = Lab(seed=3)
        lab.start(*direct.SERVICES)
        lab.link("gateway", "users").failure_rate = 0.5
        for number in range(10):
            lab.post("/users", json={"name": "Ada", "email": f"{number}@example.org"})
        return [(span.id, span.service, span.name, span.start, span.end) for span in lab.trace]

    assert run() == run()


def test_requests_sent_together_have_traces_of_their_own(lab: Lab) -> None:
    first, second = lab.together("http://greeter/hello", "http://asker/ask/hello")
    assert len(first.trace) == 2
    assert len(second.trace) == 4
    assert len(lab.trace) == 6


# Down and up


def memory(db: Database) -> FastAPI:
    """Remembers in two ways how often it was asked."""
    db.schema("create table if not exists asked (id integer primary key)")
    app, asked = FastAPI(), []

    @app.get("/")
    async def count() -> list[int]:
        asked.append(True)
        await db.query("insert into asked default values")
        return [len(asked), len(await db.query("select * from asked"))]

    return app


@pytest.mark.parametrize("how", ["down and up", "started again"])
def test_who_starts_again_has_its_database_but_not_its_memory(how: str) -> None:
    lab = Lab()
    lab.start(memory)
    assert [lab.get("/").body for _ in range(2)] == [[1, 1], [2, 2]]
    if how == "started again":
        lab.start(memory)
    else:
        lab.down("memory")
        lab.up("memory")
    assert lab.get("/").body == [1, 3]


def test_up_does_nothing_to_who_is_up() -> None:
    lab = Lab()
    lab.start(memory)
    lab.get("/")
    lab.up("memory")
    lab.up("bus")
    assert lab.get("/").body == [2, 2]
    assert "up" not in [span.name for span in lab.trace]


def test_a_request_reaches_whoever_is_there_when_it_arrives() -> None:
    def hasty(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def ask() -> str:
            try:
                return str((await http.get("http://memory/", timeout=0.001)).json())
            except httpx2.TimeoutException:
                return "on its way"

        return app

    lab = Lab()
    lab.start(memory, hasty)
    lab.link("hasty", "memory").latency_ms = 20
    for change in (
        lambda: lab.start(memory),
        lambda: (lab.down("memory"), lab.up("memory")),
    ):
        assert lab.get("http://hasty/").body == "on its way"
        before = len(lab.tables("memory")["asked"])
        change()
        lab.settle()
        assert len(lab.tables("memory")["asked"]) == before + 1


def test_a_service_keeps_its_workers_when_it_comes_back() -> None:
    lab = Lab()
    lab.start(greeter, workers=2)
    lab.down("greeter")
    lab.up("greeter")
    answers = lab.together(*["/work/50"] * 2)
    assert [answer.milliseconds for answer in answers] == [60, 60]


@pytest.mark.parametrize("path", ["open", "queued", "publish", "ask"])
def test_a_lab_that_is_thrown_away_while_it_is_at_work_does_so_quietly(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def worker(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        bus.declare("thing.done")
        app = FastAPI()

        @app.get("/open")
        async def leave_open() -> None:
            async with db.transaction() as tx:
                bus.emit(tx, Event("thing.done", {}))
                await clock.sleep(1000)

        @app.get("/queued")
        async def wait_in_line() -> None:
            await asyncio.gather(leave_open(), db.query("select 1"))

        @app.get("/publish")
        async def publish() -> None:
            await bus.publish(Event("thing.done", {}))

        @app.get("/ask")
        async def ask() -> None:
            await bus.ask("thing.known", {}, ["worker"])

        @bus.on("thing.done")
        async def hear(event: Event, tx: Queries) -> None:
            await clock.sleep(1000)

        @bus.answers("thing.known")
        async def answer(question: Question) -> None:
            await clock.sleep(1000)

        return app

    def hasty(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def ask() -> None:
            with suppress(httpx2.TimeoutException):
                await http.get(f"http://worker/{path}", timeout=0.001)

        return app

    said: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", said.append)
    gc.collect()
    said.clear()  # what others have left
    lab = Lab()
    lab.start(worker, hasty)
    lab.get("http://hasty/")
    lab.run(20)
    ended = weakref.ref(lab)
    del lab
    gc.collect()
    assert (ended(), said) == (None, [])


def test_a_generator_that_is_left_half_done_is_closed() -> None:
    closed = []

    async def count() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    def counter() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def first() -> int:
            async for n in count():
                return n
            return 0

        return app

    lab = Lab()
    lab.start(counter)
    assert lab.get("/").body == 1
    lab.settle()
    gc.collect()
    assert closed == [True]


# In a folder


def numbers(lab: Lab) -> list[int]:
    return [row["n"] for row in lab.tables("hearer")["heard"]]


def test_a_lab_goes_on_with_what_another_has_left_in_a_folder(tmp_path: Path) -> None:
    with closing(Lab(folder=tmp_path)) as lab:
        lab.start(teller, hearer)
        assert lab.bus.survives == "process"
        lab.down("hearer")
        lab.post("http://teller/say/1")
        lab.settle()
        lab.down("bus")
        lab.post("http://teller/say/2")
    with closing(Lab(folder=tmp_path)) as lab:
        lab.start(teller, hearer)
        assert lab.now_ms == 0
        assert [row["n"] for row in lab.tables("teller")["said"]] == [1, 2]
        assert [event.data["n"] for _, event in lab.bus.events()] == [1]
        lab.settle()
        assert numbers(lab) == [1, 2]


def test_spans_of_another_run_are_not_taken_for_ones_own(tmp_path: Path) -> None:
    """An event that was stored by one run and delivered by the next names a span of the first."""
    ids = set[tuple[str, str]]()
    for run in range(3):
        with closing(Lab(folder=tmp_path)) as lab:
            lab.start(teller)
            answer = lab.post(f"http://teller/say/{run + 20}")
            if run == 2:
                lab.start(hearer)
            lab.settle()
            own = {(span.trace_id, span.id) for span in lab.trace}
            assert not own & ids
            ids |= own
            bodies = [span.attributes.get("messaging.message.body") for span in answer.trace]
            assert set(bodies) - {None} == {f'{{"n": {run + 20}}}'}
    delivered = [span for span in lab.trace if span.name == "deliver number.said"]
    links = [(link.trace_id, link.span_id) for span in delivered for link in span.links]
    assert len(links) == 3
    assert set(links) <= ids


def test_a_folder_belongs_to_one_lab_at_a_time(tmp_path: Path) -> None:
    with closing(Lab(folder=tmp_path)), pytest.raises(FileInUse, match="Close the other"):
        Lab(folder=tmp_path)
    Lab(folder=tmp_path).close()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileWriteProtected, match="See that the folder exists"):
        Lab(folder=tmp_path / "nowhere")


@pytest.mark.parametrize("file", ["_run.db", "bus.db", "teller.db", "hearer.db"])
def test_a_file_that_is_something_else(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_bytes(b"a letter to my aunt " * 100)
    with pytest.raises(WrongFile, match="is no database"):
        use_all(tmp_path)
    assert (tmp_path / file).read_bytes() == b"a letter to my aunt " * 100
    (tmp_path / file).unlink()
    use_all(tmp_path)


@pytest.mark.parametrize("file", ["bus.db", "teller.db", "hearer.db"])
def test_a_file_that_is_damaged_is_told_and_not_overwritten(tmp_path: Path, file: str) -> None:
    with closing(Lab(folder=tmp_path)) as lab:
        lab.start(teller, hearer)
        for n in range(100, 200):
            lab.post(f"http://teller/say/{n}")
        lab.settle()
    path = tmp_path / file
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(FileDamaged, match=r"is damaged(.*\n)*.*Put back a copy"):
        use_all(tmp_path)
    path.write_bytes(whole)
    use_all(tmp_path)


def use_all(folder: Path) -> None:
    with closing(Lab(folder=folder)) as lab:
        lab.start(teller, hearer)
        lab.bus.events()
        lab.post("http://teller/say/1")
        lab.settle()
        assert numbers(lab)[-1] == 1


PAGE = "x" * 4000
"""About as much as a page of a file holds."""


def big_teller(db: Database, bus: Bus) -> FastAPI:
    db.schema("create table if not exists said (n integer, text text)")
    bus.declare("number.said")
    app = FastAPI()

    @app.post("/{n}")
    async def say(n: int) -> None:
        async with db.transaction() as tx:
            await tx.query("insert into said values (:n, :text)", n=n, text=PAGE)
            bus.emit(tx, Event("number.said", {"n": n, "text": PAGE}))

    return app


def big_hearer(db: Database, bus: Bus) -> FastAPI:
    db.schema("create table if not exists heard (n integer primary key, text text)")

    @bus.on("number.said")
    async def hear(event: Event, tx: Queries) -> None:
        await tx.query("insert or ignore into heard values (:n, :text)", **event.data)

    return FastAPI()


@pytest.mark.parametrize("full", ["bus", "teller", "hearer"])
def test_a_disk_that_is_full_loses_nothing_that_was_promised(tmp_path: Path, full: str) -> None:
    with closing(Lab(folder=tmp_path)) as lab:
        lab.start(big_teller, name="teller")
        lab.start(big_hearer, name="hearer")
        connection = (
            lab._broker.log._file.connection
            if full == "bus"
            else lab.services[full].database.store._connection
        )
        connection.execute("pragma max_page_count = 24")
        promised = []

        def say_many(numbers: range) -> None:
            for n in numbers:
                if lab.post(f"http://teller/{n}").ok:
                    promised.append(n)

        for numbers_ in (range(100), range(100, 200)):
            with pytest.raises(FileFull, match="Make room on the disk"):
                say_many(numbers_)
        assert len(promised) > 5
        connection.execute("pragma max_page_count = 100000")
        assert lab.post("http://teller/200").ok
        lab.settle()
        said = [row["n"] for row in lab.tables("teller")["said"]]
        assert set(promised) <= set(said)
        assert sorted(event.data["n"] for _, event in lab.bus.events()) == said
        assert numbers(lab) == said


# Where it runs


def test_it_runs_without_await_while_a_kernels_loop_is_running() -> None:
    async def cell() -> Answer:
        lab = Lab()
        lab.start(greeter)
        return lab.get("/hello")

    assert asyncio.run(cell()).body == "hello"


def test_two_labs_do_not_disturb_each_other() -> None:
    one, two = Lab(), Lab()
    one.start(greeter)
    two.start(greeter)
    one.get("/sleep/50")
    assert (one.now_ms, two.now_ms) == (60, 0)


def test_starting_a_service_again_keeps_its_database(lab: Lab) -> None:
    lab.start(direct.users.users)
    lab.post("http://users/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.start(direct.users.users)
    assert lab.get("http://users/users/1").body["name"] == "Ada"


def test_an_answer_does_not_wait_for_what_is_done_after_it() -> None:
    def mailer(clock: Clock) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def answer(tasks: BackgroundTasks) -> str:
            tasks.add_task(clock.sleep, 500)
            return "will do"

        return app

    lab = Lab()
    lab.start(mailer)
    assert lab.get("/").milliseconds == 10
    lab.settle()
    assert lab.now_ms == 505


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    def breaker() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def stream() -> StreamingResponse:
            async def parts():  # type: ignore[no-untyped-def]
                yield b"a"
                raise RuntimeError("lost the rest")

            return StreamingResponse(parts())

        return app

    lab = Lab()
    lab.start(breaker)
    answer = lab.get("/")
    assert (answer.status, answer.problem) == (None, "the answer of breaker broke off")


def test_a_body_that_only_says_it_is_json_is_text() -> None:
    def liar() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def lie() -> Response:
            return Response("{", media_type="application/json")

        return app

    lab = Lab()
    lab.start(liar)
    assert repr(lab.get("/")) == "200 OK after 10 ms\n'{'"


def test_no_time_limit_at_all_can_be_asked_for(lab: Lab) -> None:
    assert lab.get("http://asker/ask/sleep/30000?timeout=inf").body == "slept"


def test_the_hosts_own_timer_goes_on() -> None:
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        lab = Lab()
        lab.start(greeter)
        lab.get("/hello")
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_streamed_answer_arrives_whole() -> None:
    def streamer() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def stream() -> StreamingResponse:
            async def parts():  # type: ignore[no-untyped-def]
                for part in (b"a", b"b", b"c"):
                    await asyncio.sleep(0.01)
                    yield part

            return StreamingResponse(parts(), media_type="text/plain")

        return app

    lab = Lab()
    lab.start(streamer)
    answer = lab.get("/")
    assert (answer.body, answer.milliseconds) == ("abc", 40)
