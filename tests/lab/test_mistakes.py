"""What a learner gets wrong ends at once, in an error that says what, where, and what to do.

After each of them the lab goes on working.
"""

import asyncio
import gc
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from course.lab import Lab, errors, guard
from course.ports import Clock, Database, Http

Handler = Callable[[], Any]


def with_handler(app: FastAPI, handler: Handler) -> FastAPI:
    app.get("/")(handler)
    return app


def healthy() -> FastAPI:
    async def well() -> str:
        return "well"

    return with_handler(FastAPI(), well)


@pytest.fixture
def lab() -> Iterator[Lab]:
    """A lab that must still work when the test is over."""
    lab = Lab()
    lab.start(healthy)
    yield lab
    assert lab.get("http://healthy/").body == "well"
    lab.settle()


@contextmanager
def refused(error: type[errors.LabError], *words: str) -> Iterator[None]:
    """The error has its three parts, and says all these words."""
    with pytest.raises(error) as caught:
        yield
    told = str(caught.value)
    assert "\nWhere: " in told
    assert "\nWhat to do: " in told
    assert not [word for word in words if word not in told], told


# Found while a service starts


def test_a_plain_def_endpoint(lab: Lab) -> None:
    def users() -> FastAPI:
        def plain() -> int:
            return 1

        return with_handler(FastAPI(), plain)

    with refused(errors.PlainFunction, "plain in users", "test_mistakes.py", "async def plain"):
        lab.start(users)


def test_a_plain_def_in_an_included_router_or_a_dependency(lab: Lab) -> None:
    def plain() -> int:
        return 1

    def routed() -> FastAPI:
        router, app = APIRouter(), FastAPI()
        router.get("/")(plain)
        app.include_router(router)
        return app

    def depending() -> FastAPI:
        async def endpoint(number: int = Depends(plain)) -> int:
            return number

        return with_handler(FastAPI(), endpoint)

    def mounting() -> FastAPI:
        app = FastAPI()
        app.mount("/inner", with_handler(FastAPI(), plain))
        return app

    for service in (routed, depending, mounting):
        with refused(errors.PlainFunction, "async def plain"):
            lab.start(service)


def test_a_port_that_does_not_exist(lab: Lab) -> None:
    def users(db: Database, cache: object) -> FastAPI:
        return FastAPI()

    with refused(errors.UnknownPort, "'cache'", "db, documents, columns, http, bus, clock."):
        lab.start(users)


def test_a_port_that_the_signature_did_not_ask_for(lab: Lab) -> None:
    def users(db: Database) -> FastAPI:
        async def handler() -> Any:
            return await http.get("http://healthy/")  # type: ignore[name-defined]  # noqa: F821

        return with_handler(FastAPI(), handler)

    with refused(errors.MissingPort, "uses http", "def users(db, http)"):
        lab.start(users)


@pytest.mark.parametrize("service", [None, FastAPI(), "users", print])
def test_something_that_is_not_a_service(lab: Lab, service: Any) -> None:
    with refused(errors.NotAService, "def users(db)"):
        lab.start(service)


def test_a_service_that_forgets_to_return_its_app(lab: Lab) -> None:
    def users() -> None:
        FastAPI()

    with refused(errors.NotAService, "None", "return app"):
        lab.start(users)


def test_an_async_service(lab: Lab) -> None:
    async def users() -> FastAPI:
        return FastAPI()

    with refused(errors.NotAService, "async def", "def users"):
        lab.start(users)


@pytest.mark.parametrize("workers", [0, -1, 1.5, True])
def test_no_workers(lab: Lab, workers: Any) -> None:
    with refused(errors.BadSetting, "workers"):
        lab.start(healthy, workers=workers)


# Found while it answers


def answering(lab: Lab, service: Callable[..., FastAPI]) -> None:
    lab.start(service)
    lab.get(f"http://{service.__name__}/")


def test_time_sleep(lab: Lab) -> None:
    def users() -> FastAPI:
        async def dawdle() -> None:
            time.sleep(30)

        return with_handler(FastAPI(), dawdle)

    with refused(errors.BlocksTheProcess, "users: dawdle", "time.sleep(30)", "await clock.sleep"):
        answering(lab, users)
    assert time.sleep(0) is None, "outside the lab it sleeps as ever"


def test_a_connection_to_the_world_outside(lab: Lab) -> None:
    import socket

    def users() -> FastAPI:
        async def leave() -> None:
            with socket.socket() as outside:
                outside.connect(("127.0.0.1", 9))

        return with_handler(FastAPI(), leave)

    with refused(errors.BlocksTheProcess, "socket.connect", "users: leave", "the port http"):
        answering(lab, users)


def test_a_blocking_call_that_the_handler_swallows(lab: Lab) -> None:
    def users() -> FastAPI:
        async def dawdle() -> str:
            try:
                time.sleep(30)
            except Exception:
                return "nothing happened"
            return "slept"

        return with_handler(FastAPI(), dawdle)

    with refused(errors.BlocksTheProcess, "time.sleep"):
        answering(lab, users)


@pytest.mark.parametrize("how", ["result used", "result dropped", "result returned"])
def test_a_forgotten_await(lab: Lab, how: str) -> None:
    def users(db: Database) -> FastAPI:
        async def hasty() -> Any:
            rows = db.query("select 1 as one")
            if how == "result used":
                return rows[0]  # type: ignore[index]
            if how == "result returned":
                return rows
            del rows
            return "done"

        return with_handler(FastAPI(), hasty)

    with refused(errors.ForgottenAwait, "RelationalDatabase.query", "users: hasty", "Write await"):
        answering(lab, users)


def test_a_forgotten_await_on_http_and_clock(lab: Lab) -> None:
    def asks(http: Http) -> FastAPI:
        async def hasty() -> Any:
            return http.get("http://healthy/").json()  # type: ignore[attr-defined]

        return with_handler(FastAPI(), hasty)

    def works(clock: Clock) -> FastAPI:
        async def hasty() -> None:
            clock.work(5)  # type: ignore[unused-coroutine]

        return with_handler(FastAPI(), hasty)

    for service, call in ((asks, "AsyncClient.get"), (works, "ServiceClock.work")):
        with refused(errors.ForgottenAwait, f"{service.__name__}: hasty", f"{call} was called"):
            answering(lab, service)


def test_a_service_that_was_not_started(lab: Lab) -> None:
    def users(http: Http) -> FastAPI:
        async def ask() -> None:
            await http.get("http://healty/")

        return with_handler(FastAPI(), ask)

    with refused(errors.NoSuchService, "users called 'healty'", "Did you mean healthy?"):
        answering(lab, users)
    with refused(errors.NoSuchService, "lab.start(payments)"):
        lab.get("http://payments/")


def circle(a: str, b: str) -> Callable[..., FastAPI]:
    def service(http: Http) -> FastAPI:
        async def ask() -> Any:
            return (await http.get(f"http://{b}/")).json()

        return with_handler(FastAPI(), ask)

    service.__name__ = a
    return service


def test_services_that_call_each_other_for_ever(lab: Lab) -> None:
    lab.start(circle("hen", "egg"), circle("egg", "hen"))
    with refused(errors.CallsInACircle, "GET http://hen/ -> GET http://egg/ -> GET http://hen/"):
        lab.get("http://hen/")


def test_a_chain_of_requests_without_end(lab: Lab) -> None:
    def deeper(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/{level}")
        async def ask(level: int) -> Any:
            return (await http.get(f"http://deeper/{level + 1}")).json()

        return app

    lab.start(deeper)
    with refused(errors.CallsInACircle, "32 deep", "GET http://deeper/1 ->"):
        lab.get("http://deeper/1")


def test_a_handler_that_never_answers(lab: Lab) -> None:
    def users() -> FastAPI:
        async def wait() -> None:
            await asyncio.Event().wait()

        return with_handler(FastAPI(), wait)

    with refused(errors.WaitsForEver, "users: wait", "await asyncio.Event().wait()"):
        answering(lab, users)


def test_a_handler_that_polls_for_ever(lab: Lab) -> None:
    def users(clock: Clock) -> FastAPI:
        async def poll() -> None:
            while True:
                await clock.sleep(100)

        return with_handler(FastAPI(), poll)

    with refused(errors.WaitsForEver, "60 s on the lab's clock", "users: poll"):
        answering(lab, users)


def test_a_handler_that_goes_round_while_time_stands_still(lab: Lab) -> None:
    def users() -> FastAPI:
        async def spin() -> None:
            while True:
                await asyncio.sleep(0)

        return with_handler(FastAPI(), spin)

    with refused(errors.NeverYields, "clock stands still", "users: spin"):
        answering(lab, users)


def computing(swallow: bool) -> Callable[[], FastAPI]:
    def users() -> FastAPI:
        async def compute() -> None:
            while True:
                try:
                    while True:
                        pass
                except Exception:
                    if not swallow:
                        raise

        return with_handler(FastAPI(), compute)

    return users


@pytest.mark.parametrize("swallow", [False, True])
def test_a_handler_that_computes_for_ever(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, swallow: bool
) -> None:
    monkeypatch.setattr(guard, "PATIENCE_S", 0.2)
    with refused(errors.NeverYields, "users: compute", "await clock.work"):
        answering(lab, computing(swallow))


def test_a_handler_that_computes_for_ever_where_there_are_no_signals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guard, "PATIENCE_S", 0.2)
    caught: list[BaseException] = []

    def in_a_thread() -> None:
        try:
            lab = Lab()
            answering(lab, computing(swallow=True))
        except errors.LabError as error:
            caught.append(error)
            lab.start(healthy)
            assert lab.get("http://healthy/").body == "well"

    thread = threading.Thread(target=in_a_thread)
    thread.start()
    thread.join(20)
    assert [type(error) for error in caught] == [errors.NeverYields]


def test_a_task_in_the_background_that_fails(lab: Lab) -> None:
    def users(clock: Clock) -> FastAPI:
        async def fail() -> None:
            raise LookupError("nobody hears me")

        async def leave() -> None:
            asyncio.create_task(fail())  # noqa: RUF006
            await clock.sleep(1)

        return with_handler(FastAPI(), leave)

    with refused(errors.FailedInTheBackground, "LookupError: nobody hears me", "fail, line"):
        answering(lab, users)


# Another's database


def keeper(db: Database) -> FastAPI:
    db.schema("create table if not exists secrets (id integer primary key)")
    return FastAPI()


def test_a_table_that_belongs_to_another(lab: Lab) -> None:
    def nosy(db: Database) -> FastAPI:
        async def read() -> Any:
            return await db.query("select * from secrets")

        return with_handler(FastAPI(), read)

    lab.start(keeper)
    with refused(errors.NotYourDatabase, "nosy", "belongs to keeper", "keeper.db"):
        answering(lab, nosy)


def test_another_services_database_in_hand(lab: Lab) -> None:
    hand: list[Database] = []

    def keeper(db: Database) -> FastAPI:
        hand.append(db)
        return FastAPI()

    def nosy() -> FastAPI:
        async def read() -> Any:
            return await hand[0].query("select 1")

        return with_handler(FastAPI(), read)

    lab.start(keeper)
    with refused(errors.NotYourDatabase, "nosy reached into keeper.db", "belongs to keeper"):
        answering(lab, nosy)


def test_attaching_a_file(lab: Lab) -> None:
    def nosy(db: Database) -> FastAPI:
        async def attach() -> Any:
            return await db.query("attach 'keeper.db' as keeper")

        return with_handler(FastAPI(), attach)

    with refused(errors.NotYourDatabase, "attached to nosy.db", "nosy: attach, line"):
        answering(lab, nosy)


def test_the_schema_of_another(lab: Lab) -> None:
    hand: list[Database] = []

    def keeper(db: Database) -> FastAPI:
        db.schema("create table if not exists secrets (id integer primary key)")
        hand.append(db)
        return FastAPI()

    def nosy() -> FastAPI:
        async def drop() -> None:
            hand[0].schema("drop table secrets")

        return with_handler(FastAPI(), drop)

    lab.start(keeper)
    with refused(errors.NotYourDatabase, "nosy reached into keeper.db"):
        answering(lab, nosy)
    assert "secrets" in lab.tables("keeper")


@pytest.mark.parametrize("sql", ["begin", "commit", "rollback", "savepoint a"])
def test_a_transaction_by_hand(lab: Lab, sql: str) -> None:
    def users(db: Database) -> FastAPI:
        async def control() -> None:
            await db.query(sql)

        return with_handler(FastAPI(), control)

    with refused(errors.BadSetting, "begin or end a transaction", "async with db.transaction()"):
        answering(lab, users)


def test_a_schema_that_cannot_be_read(lab: Lab) -> None:
    def users(db: Database) -> FastAPI:
        db.schema("create tabel users (id integer)")
        return FastAPI()

    with refused(errors.BadSetting, 'near "tabel"', "users, line"):
        lab.start(users)


# Threads and the world outside


def test_work_in_a_thread(lab: Lab) -> None:
    def threading_one() -> FastAPI:
        async def leave() -> None:
            await asyncio.to_thread(print, "from a thread")

        return with_handler(FastAPI(), leave)

    def background_one() -> FastAPI:
        async def leave() -> JSONResponse:
            return JSONResponse(1, background=BackgroundTask(print, "from a thread"))

        return with_handler(FastAPI(), leave)

    for service in (threading_one, background_one):
        with refused(errors.BlocksTheProcess, "no threads", "async def"):
            lab.start(service)
            lab.get(f"http://{service.__name__}/")
            lab.settle()


def test_a_client_of_ones_own(lab: Lab) -> None:
    def users() -> FastAPI:
        async def leave() -> None:
            httpx2.get("http://healthy/")

        return with_handler(FastAPI(), leave)

    with refused(errors.BlocksTheProcess, "socket.getaddrinfo", "users: leave", "the port http"):
        answering(lab, users)


# After a mistake nothing of it is left


def test_a_task_that_spins_in_the_background_ends_with_the_run(lab: Lab) -> None:
    def users(clock: Clock) -> FastAPI:
        kept = []

        async def spin() -> None:
            while True:
                await asyncio.sleep(0)

        async def leave() -> None:
            kept.append(asyncio.create_task(spin()))
            await clock.sleep(1)

        return with_handler(FastAPI(), leave)

    with refused(errors.NeverYields, "clock stands still"):
        answering(lab, users)


def test_a_handler_that_will_not_be_cancelled_ends_with_the_run(lab: Lab) -> None:
    def users(clock: Clock) -> FastAPI:
        async def stay() -> None:
            while True:
                try:
                    await clock.sleep(0)
                except BaseException:
                    continue

        return with_handler(FastAPI(), stay)

    with refused(errors.NeverYields, "clock stands still"):
        answering(lab, users)


def test_a_mistyped_name_does_not_come_back_later(lab: Lab) -> None:
    with refused(errors.NoSuchService, "Did you mean healthy?"):
        lab.down("helthy")
    assert lab.get("http://healthy/").body == "well"


def test_the_stop_button_leaves_nothing_half_alive(lab: Lab) -> None:
    def users() -> FastAPI:
        async def stop() -> None:
            raise KeyboardInterrupt

        return with_handler(FastAPI(), stop)

    lab.start(users)
    with pytest.raises(KeyboardInterrupt):
        lab.get("http://users/")
    lab.settle()


@pytest.mark.parametrize("use", ["run", "settle", "get"])
def test_the_lab_used_inside_a_service(lab: Lab, use: str) -> None:
    def users() -> FastAPI:
        async def nest() -> None:
            {"run": lambda: lab.run(5), "settle": lab.settle, "get": lambda: lab.get("/")}[use]()

        return with_handler(FastAPI(), nest)

    with refused(errors.BadSetting, "inside a service", "Where: users: ", "await http.get"):
        answering(lab, users)


# What is said to be wrong is what is wrong


def test_a_call_not_come_to_yet_is_not_a_forgotten_await(lab: Lab) -> None:
    def users(http: Http) -> FastAPI:
        async def ask() -> None:
            first, second = http.get("http://gone/"), http.get("http://healthy/")
            await first
            await second

        return with_handler(FastAPI(), ask)

    lab.start(healthy, name="gone")
    lab.down("gone")
    lab.start(users)
    answer = lab.get("http://users/")
    assert (answer.status, "gone is down" in repr(answer)) == (500, True)


def test_a_call_forgotten_in_an_earlier_run_is_not_blamed_on_this_one(lab: Lab) -> None:
    async def forgotten() -> None: ...

    def users() -> FastAPI:
        async def tidy() -> int:
            return gc.collect()

        return with_handler(FastAPI(), tidy)

    lab.start(users)
    gc.disable()
    try:
        left: list[Any] = [forgotten()]
        left.append(left)
        del left
        assert lab.get("http://users/").body > 0
    finally:
        gc.enable()


def test_a_handler_that_awaits_what_was_cancelled(lab: Lab) -> None:
    def users() -> FastAPI:
        async def ask() -> None:
            task = asyncio.create_task(asyncio.sleep(1))
            task.cancel()
            await task

        return with_handler(FastAPI(), ask)

    lab.start(users)
    answer = lab.get("http://users/")
    assert (answer.status, "was cancelled" in repr(answer)) == (500, True)


def test_an_exchange_that_comes_to_an_end_is_no_circle(lab: Lab) -> None:
    def hen(http: Http) -> FastAPI:
        asked = []

        async def ask() -> Any:
            asked.append(True)
            return len(asked) if len(asked) > 1 else (await http.get("http://egg/")).json()

        return with_handler(FastAPI(), ask)

    lab.start(hen, circle("egg", "hen"))
    assert lab.get("http://hen/").body == 2


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timer signals")
def test_a_machine_that_was_asleep_is_not_taken_for_one_that_never_yields(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long it was: nobody has looked meanwhile."""
    clock_s = 0.0
    monkeypatch.setattr(guard.time, "monotonic", lambda: clock_s)
    with guard.end_what_never_yields(lambda: 0, lambda _: AssertionError("ended")):
        for _ in range(2):
            clock_s += 10_000
            signal.raise_signal(signal.SIGALRM)


def test_many_requests_at_one_moment_are_not_taken_for_one_that_never_yields(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PATIENCE_S", 0.1)
    monkeypatch.setattr(guard, "LOOK_EVERY_S", 0.01)
    answers = lab.together(*["http://healthy/"] * 1500)
    assert all(answer.ok for answer in answers)


# What the lab is told


@pytest.mark.parametrize(
    ("name", "point"),
    [("healthy", "after lunch"), ("healthy", 5), ("bus", "before commit"), ("bus", "")],
)
def test_a_point_that_nobody_comes_to(lab: Lab, name: str, point: Any) -> None:
    with refused(errors.BadSetting, f"{name} cannot go down at {point!r}", "before commit, after"):
        lab.down(name, at=point)


def test_a_handler_that_waits_for_ever_after_its_caller_has_gone(lab: Lab) -> None:
    def users() -> FastAPI:
        async def wait() -> None:
            await asyncio.Event().wait()

        return with_handler(FastAPI(), wait)

    def hasty(http: Http) -> FastAPI:
        async def ask() -> str:
            try:
                await http.get("http://users/", timeout=0.1)
            except httpx2.TimeoutException:
                return "gave up"
            return "answered"

        return with_handler(FastAPI(), ask)

    lab.start(users, hasty)
    assert lab.get("http://hasty/").body == "gave up"
    with refused(errors.WaitsForEver, "never ends", "users: wait", "asyncio.Event().wait()"):
        lab.settle()
    lab.settle()


def test_nothing_that_is_awaited(lab: Lab) -> None:
    def users(db: Database) -> FastAPI:
        async def declare() -> None:
            await db.schema("create table if not exists users (id integer)")  # type: ignore[func-returns-value]

        return with_handler(FastAPI(), declare)

    with refused(errors.BadSetting, "no waiting for", "users: declare", "Leave out await"):
        answering(lab, users)


@pytest.mark.parametrize("name", ["Users", "my service", "a/b", "", "client", "bus", 5])
def test_a_name_that_is_no_address(lab: Lab, name: Any) -> None:
    with refused(errors.BadSetting, "cannot be the name of a service", "small letters"):
        lab.start(healthy, name=name)


@pytest.mark.parametrize("url", ["users/1", "", None, ["/a", "/b"], "https://healthy/"])
def test_an_address_that_is_none(lab: Lab, url: Any) -> None:
    with refused(errors.BadSetting, "is no address", "lab.get('/users/1')"):
        lab.get(url)
    with refused(errors.BadSetting, "is no address"):
        lab.together(url)


def test_ports_that_no_name_can_be_given_to(lab: Lab) -> None:
    def star(*db: Database) -> FastAPI:
        return FastAPI()

    def slash(db: Database, /) -> FastAPI:
        return FastAPI()

    for service in (star, slash):
        with refused(errors.UnknownPort, "def "):
            lab.start(service)


def test_a_class_in_place_of_an_app(lab: Lab) -> None:
    def users() -> type:
        return FastAPI

    with refused(errors.NotAService, "not an ASGI app", "return app"):
        lab.start(users)


def test_a_lifespan(lab: Lab) -> None:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield

    def users() -> FastAPI:
        return FastAPI(lifespan=lifespan)

    with refused(errors.NotAService, "lifespan", "users itself"):
        lab.start(users)


def test_an_answer_that_is_awaited(lab: Lab) -> None:
    async def cell() -> None:
        await lab.get("http://healthy/")

    with refused(errors.BadSetting, "need no await"):
        asyncio.run(cell())


# How it looks in a notebook


def test_a_notebook_shows_the_message_and_no_insides() -> None:
    with pytest.raises(errors.NoSuchService) as caught:
        Lab().get("http://users/")
    (shown,) = caught.value._render_traceback_()
    assert shown.startswith("NoSuchService: client called 'users'")
    assert max(map(len, shown.splitlines())) <= errors.LINE
    assert " ".join(shown.split()) == " ".join(f"NoSuchService: {caught.value}".split())
    assert "File" not in shown
