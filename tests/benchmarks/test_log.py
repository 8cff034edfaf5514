"""What the log costs, end to end, against peers of equal durability, as ratios in one run.

Every side stores events of 200 bytes by batches of 100, and one consumer reads each batch and makes
its place durable; opening and closing are not timed. The sides take turns, each turn gives a ratio,
and the middle one counts: the machine is faster at one moment than at another, but seldom between
the two of a turn. Peers that keep texts are given texts and give texts back; the log takes events
and gives events, so its JSON counts against it.

Where a limit needs a quiet minute and 100,000 events to be measured well, the long run asserts it;
the short run then asserts a floor below, which a real loss of speed falls through.
"""

import asyncio
import gc
import json
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from uuid import uuid4

import pytest

from course.lab.bus.log import Log
from course.ports import Event

BATCH = 100
ROUNDS = 9
Side = Callable[[Path, int], Iterator[None]]
"""It opens its files up to the first ``yield``, stores and reads up to the second, then closes."""

EVENTS = [
    Event("order.placed", {"order": number, "text": "x" * 178}, source="orders")
    for number in range(10, 10 + BATCH // 2)
] * 2
TEXTS = [json.dumps(event.data, separators=(",", ":")) for event in EVENTS]


def test_an_event_has_two_hundred_bytes() -> None:
    assert {len(text) for text in TEXTS} == {200}


def log(path: Path, count: int, survives: str = "process", consumers: int = 1) -> Iterator[None]:
    names = [f"consumer-{number}" for number in range(consumers)]
    with Log(path, survives) as it:
        for name in names:
            it.subscribe(name, ["order.*"])
        yield
        done: dict[str, list[int]] = {name: [] for name in names}
        for _ in range(0, count, BATCH):
            it.append(EVENTS)
            for name in names:
                taken = it.take(name, BATCH, done[name])
                done[name] = [delivery.position for delivery in taken]
        for name in names:
            it.ack(name, done[name])
            assert it.position(name) == count
        yield


def log_for_the_machine(path: Path, count: int) -> Iterator[None]:
    return log(path, count, "machine")


def log_with_three_consumers(path: Path, count: int) -> Iterator[None]:
    return log(path, count, consumers=3)


def eventsourcing_recorder(path: Path, count: int) -> Iterator[None]:
    """As its processing of events does it, with one tracking record for a whole batch."""
    from eventsourcing.persistence import StoredEvent, Tracking
    from eventsourcing.sqlite import SQLiteDatastore, SQLiteProcessRecorder

    store = SQLiteDatastore(str(path))
    recorder = SQLiteProcessRecorder(store)
    recorder.create_table()
    with store.transaction(commit=False) as cursor:
        cursor.execute("pragma synchronous")
        assert cursor.fetchone()[0] == 2, "FULL"
    states, originator, last = [text.encode() for text in TEXTS], uuid4(), 0
    yield
    for first in range(0, count, BATCH):
        recorder.insert_events(
            [
                StoredEvent(originator, first + number, "order.placed", state)
                for number, state in enumerate(states)
            ]
        )
        read = recorder.select_notifications(last, BATCH, inclusive_of_start=False)
        assert len(read) == BATCH
        last = read[-1].id
        recorder.insert_events([], tracking=Tracking("orders", last))
    yield
    store.close()


def lite_queue(path: Path, count: int) -> Iterator[None]:
    from litequeue import LiteQueue

    queue = LiteQueue(path)  # sets synchronous = NORMAL itself
    yield
    for _ in range(0, count, BATCH):
        for text in TEXTS:
            queue.put(text)
        for _ in TEXTS:
            queue.done(queue.pop().message_id)
    assert queue.empty()
    yield
    queue.close()


def bare_table(path: Path, count: int) -> Iterator[None]:
    """The least that does the same: events go in as JSON, come out as events, a place is kept."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        run = database.execute
        run("pragma locking_mode = exclusive")
        run("pragma journal_mode = wal")
        run("pragma synchronous = normal")
        columns = "type, source, id, time, traceparent, data"
        run(f"create table events (position integer primary key, {columns})")
        run("create table places (name text primary key, position integer)")
        run("insert into places values ('consumer', 0)")
        yield
        last = 0
        for _ in range(0, count, BATCH):
            run("begin")
            database.executemany(
                f"insert into events ({columns}) values (?, ?, ?, ?, ?, ?)",
                [
                    (it.type, it.source, it.id, it.time, it.traceparent, json.dumps(it.data))
                    for it in EVENTS
                ],
            )
            run("commit")
            rows = run(
                f"select position, {columns} from events where position > ? order by 1 limit ?",
                (last, BATCH),
            ).fetchall()
            read = [
                (position, Event(kind, json.loads(data), id_, source, at, traceparent))
                for position, kind, source, id_, at, traceparent, data in rows
            ]
            last = read[-1][0]
            run("update places set position = ? where name = 'consumer'", (last,))
        assert last == count
        yield


class RedisServer:
    """A server of its own, that appends to its file and syncs every second."""

    def __init__(self, folder: Path) -> None:
        settings = {
            "--port": "0",
            "--unixsocket": f"{folder}/socket",
            "--dir": str(folder),
            "--save": "",
            "--appendonly": "yes",
            "--appendfsync": "everysec",
        }
        self.server = subprocess.Popen(
            ["redis-server", *(word for setting in settings.items() for word in setting)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.server.stdout is not None
        while "eady to accept connections" not in (line := self.server.stdout.readline()):
            assert line, "redis-server ended by itself"
        self._socket = f"{folder}/socket"

    def close(self) -> None:
        self.server.kill()
        self.server.communicate()

    def streams(self, path: Path, count: int) -> Iterator[None]:
        """As a service like the shop's would use them, with asyncio and the client that Redis has
        for Python: 100 times XADD in one pipeline, XREADGROUP, XACK."""
        from redis.asyncio import Redis

        stream, group = str(path), "consumer"
        client = Redis(unix_socket_path=self._socket)

        async def store_and_read() -> None:
            for _ in range(0, count, BATCH):
                async with client.pipeline(transaction=False) as pipeline:
                    for text in TEXTS:
                        pipeline.xadd(stream, {"data": text})
                    await pipeline.execute()
                ((_, read),) = await client.xreadgroup(group, "me", {stream: ">"}, count=BATCH)
                assert await client.xack(stream, group, *(id_ for id_, _ in read)) == BATCH

        with asyncio.Runner() as runner:
            runner.run(client.xgroup_create(stream, group, "0", mkstream=True))
            yield
            runner.run(store_and_read())
            yield
            runner.run(client.aclose())


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    pytest.importorskip("redis")
    if shutil.which("redis-server") is None or not hasattr(socket, "AF_UNIX"):
        pytest.skip("no redis-server on PATH to compare with")
    with tempfile.TemporaryDirectory() as folder:  # a socket's path has to be short
        server = RedisServer(Path(folder))
        yield server
        server.close()


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def seconds_of(side: Side, path: Path, count: int) -> float:
    """What an event costs."""
    run = side(path, count)
    next(run)
    took = seconds(lambda: next(run))
    next(run, None)
    return took / count


def times_as_fast(ours: Side, peer: Side, folder: Path, count: int, peers_count: int = 0) -> float:
    """How many events we do while the peer does one: the middle of all turns."""
    return median(
        seconds_of(peer, folder / f"peer-{number}", peers_count or count)
        / seconds_of(ours, folder / f"ours-{number}", count)
        for number in range(ROUNDS)
    )


def sizes(small: int, floor: float, full: int, limit: float) -> pytest.MarkDecorator:
    """How many events, and what is asserted then."""
    return pytest.mark.parametrize(
        ("count", "limit"), [(small, floor), pytest.param(full, limit, marks=pytest.mark.long)]
    )


@sizes(5_000, 1.2, 100_000, 1.5)
def test_the_log_is_faster_than_eventsourcing_where_both_survive_the_machine(
    tmp_path: Path, count: int, limit: float
) -> None:
    """The limit is 1.5, asserted by the long run; 1.2 is a floor."""
    pytest.importorskip("eventsourcing")
    ratio = times_as_fast(log_for_the_machine, eventsourcing_recorder, tmp_path, count)
    print(f"{count} events, FULL: {ratio:.2f} times eventsourcing (at least {limit})")
    assert ratio >= limit


@sizes(10_000, 12, 100_000, 20)
def test_the_log_is_far_faster_than_litequeue(tmp_path: Path, count: int, limit: float) -> None:
    """The limit is 20, asserted by the long run; 12 is a floor."""
    pytest.importorskip("litequeue")
    ratio = times_as_fast(log, lite_queue, tmp_path, count, count // 10)
    print(f"{count} events, NORMAL: {ratio:.1f} times litequeue (at least {limit})")
    assert ratio >= limit


@sizes(5_000, 4, 100_000, 5)
def test_the_log_is_faster_than_redis_streams(
    tmp_path: Path, redis: RedisServer, count: int, limit: float
) -> None:
    """The limit is 5, asserted by the long run; 4 is a floor."""
    ratio = times_as_fast(log, redis.streams, tmp_path, count)
    print(f"{count} events, NORMAL against everysec: {ratio:.2f} times Redis (at least {limit})")
    assert ratio >= limit


@sizes(5_000, 1.5, 100_000, 1.5)
def test_the_log_costs_little_more_than_a_bare_table(
    tmp_path: Path, count: int, limit: float
) -> None:
    cost = 1 / times_as_fast(log, bare_table, tmp_path, count)
    print(f"{count} events, NORMAL: {cost:.2f} times the cost of a bare table (at most {limit})")
    assert cost <= limit


@sizes(5_000, 0.35, 100_000, 0.5)
def test_three_consumers_do_not_halve_the_throughput(
    tmp_path: Path, count: int, limit: float
) -> None:
    """The limit is 0.5, asserted by the long run; 0.35 is a floor: three logs would give 0.33."""
    ratio = times_as_fast(log_with_three_consumers, log, tmp_path, count)
    print(f"{count} events, three consumers: {ratio:.2f} times one (at least {limit})")
    assert ratio >= limit


class Growing:
    """A log that is told more and more, and a consumer that has read it all."""

    def __init__(self, path: Path, has_ids: bool) -> None:
        self.log = Log(path)
        self.log.subscribe("consumer", ["order.*"])
        self._has_ids = has_ids
        self._done: list[int] = []

    def step(self) -> None:
        """1,000 events more."""
        for first in range(self.log.last, self.log.last + 1000, BATCH):
            events = EVENTS
            if self._has_ids:
                events = [
                    Event(event.type, event.data, f"order-{first + n}", event.source)
                    for n, event in enumerate(EVENTS)
                ]
            self.log.append(events)
            taken = self.log.take("consumer", BATCH, self._done)
            self._done = [delivery.position for delivery in taken]

    def grow(self, count: int) -> None:
        while self.log.last < count:
            self.step()


@pytest.mark.parametrize("has_ids", [False, True], ids=["unnamed", "named"])
@sizes(50_000, 2, 1_000_000, 1.5)
def test_an_event_costs_the_same_however_many_are_stored(
    tmp_path: Path, count: int, limit: float, has_ids: bool
) -> None:
    """From 10,000 events on against from ``count`` on, by turns; in the middle of all turns.

    The limit is 1.5, asserted by the long run; 2 is a floor: a look at all events would cost more.
    """
    small, large = Growing(tmp_path / "small", has_ids), Growing(tmp_path / "large", has_ids)
    with small.log, large.log:
        small.grow(10_000)
        large.grow(count)
        growth = median(seconds(large.step) / seconds(small.step) for _ in range(40))
    print(f"from 10,000 to {count} events: {growth:.2f} times the cost of one (at most {limit})")
    assert growth <= limit
