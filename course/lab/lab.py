"""The lab: starts services, sends requests, and lets time pass."""

import asyncio
import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

import httpx2

from course.lab.answer import Answer
from course.lab.bus.broker import Broker
from course.lab.bus.control import BusControl
from course.lab.bus.port import ServiceBus
from course.lab.bus.spans import BUS
from course.lab.clock import ServiceClock, Workers, to_ns
from course.lab.databases.catalog import STORE_PORTS, Catalog
from course.lab.errors import BadSetting, NoSuchService
from course.lab.link import Link
from course.lab.mistakes import where_now
from course.lab.network import Transport
from course.lab.run import Run
from course.lab.running import Running
from course.lab.sent import Sent
from course.lab.service import Service, check_app, read_signature, service_name
from course.lab.you import You, started
from course.ports import Row
from course.trace import NS_PER_MS, Trace

LATENCY_MS = 5
"""A message between two services travels so long, each way."""
TIMEOUT_MS = 1000
"""A service that asks another gives up after so long, unless it says otherwise."""

Point = Literal["before commit", "after commit", "before acknowledging"]
"""Where a service can be made to go down: around the commit of a transaction (``after commit`` is
before anything of it is published), and between handling an event and acknowledging it."""


class Lab:
    """Where a shop runs: real services, databases and a bus; network and clock are simulated.

    The same seed gives the same run, to the nanosecond. Databases and bus are in memory, or in
    files in ``folder``: a lab that is made there later goes on with them.
    """

    def __init__(self, seed: int = 0, folder: str | Path | None = None) -> None:
        self.seed = seed
        self.services: dict[str, Service] = {}
        self._folder = None if folder is None else Path(folder)
        self._run = Run(self._file("_run"))
        self._running = Running(self._run.number)
        self._running.at_point = self._at_point
        self._doomed: set[tuple[str, str]] = set()
        self._links: dict[tuple[str, str], Link] = {}
        self._databases = Catalog(self._folder, self._running, self._at_point)
        try:
            self._broker = Broker(self, self._running, self._file(BUS))
        except BaseException:
            self._run.close()
            raise
        self.bus = BusControl(self._broker)
        self._you = You(self, self._running, self.services)

    # Services

    def start(
        self,
        *functions: Callable[..., Any],
        name: str | None = None,
        workers: int = 1,
        work_ms: float = 0,
        engine: Literal["sqlite", "lmdb", "duckdb"] | None = None,
    ) -> None:
        """Start services, each under its function's name or ``name``.

        Whatever comes to a service, a request, a question or an event, keeps one of its ``workers``
        busy for ``work_ms``, before its handler runs. ``engine`` is what their databases are made
        of, where there is a choice. Starting a name again ends the old version and puts the new one
        in its place; its database stays.
        """
        if name is not None and len(functions) != 1:
            raise BadSetting(
                "A name fits one service.", "lab.start", "Start one function at a time."
            )
        if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
            raise BadSetting(f"{workers!r} workers cannot work.", "lab.start", "Give 1 or more.")
        work_ns = to_ns(work_ms, "Work")
        for function in functions:
            self._start(function, name, workers, work_ns, engine)

    def _start(
        self,
        function: Callable[..., Any],
        name: str | None,
        workers: int,
        work_ns: int,
        engine: str | None,
    ) -> None:
        ports = read_signature(function)
        name = service_name(name if name is not None else function.__name__)
        running = self._running
        if name in self.services:  # the old version ends, whatever it was doing
            self._end(name)
            running.pass_time(0)
            self.services[name].is_down = True  # and stays so if the new one cannot be built
        crew = Workers(name, workers, running.loop, running.recorder, work_ns)
        given: dict[str, Any] = {}
        bus = database = None
        for port in STORE_PORTS:
            if port in ports:
                database = given[port] = self._databases.open(name, port, engine)
        if "http" in ports:
            given["http"] = httpx2.AsyncClient(
                transport=Transport(name, self, running), timeout=TIMEOUT_MS / 1000
            )
        if "bus" in ports:
            bus = given["bus"] = ServiceBus(name, self._broker, running, crew, database)
        if "clock" in ports:
            given["clock"] = ServiceClock(running.loop, crew)
        app = check_app(function(**given), function)
        self.services[name] = Service(name, function, app, crew, database, bus, ports)
        if bus is not None:
            self._broker.join(bus)

    def share(self, owner: str, *others: str) -> None:
        """Let services use the database of another as if it were theirs. Before they start.

        This is against the rule of the course, so that one can see what comes of it.
        """
        for name in (owner, *others):
            service_name(name)
        self._databases.share(owner, others)

    def _file(self, name: str) -> Path | None:
        return None if self._folder is None else self._folder / f"{name}.db"

    def find(self, callee: str, caller: str) -> Service:
        """The service at an address; an error that helps where there is none."""
        service = self.services.get(callee)
        if service is not None:
            return service
        close = difflib.get_close_matches(callee, self.services, n=1)
        hint = f"Did you mean {close[0]}?" if close else f"Start it with lab.start({callee})."
        raise self._running.fail(
            NoSuchService(
                f"{caller} called {callee!r}, but no service of that name was started.",
                where_now(),
                f"{hint} {started(self.services)}",
            )
        )

    def down(self, name: str, at: Point | None = None) -> None:
        """The service is gone: what it was doing ends, and nobody answers at its address.

        With ``at`` it goes down when it next gets to that point. ``bus`` is the bus, and
        ``orders.db`` the database of ``orders``: then its service is there, and cannot reach it.
        """
        database = self._databases.named(name)
        if name != BUS and database is None:
            self.find(name, "lab.down")
        if at is None:
            self._take_down(name)
        elif at not in get_args(Point) or name == BUS or database is not None:
            raise BadSetting(
                f"{name} cannot go down at {at!r}.",
                "lab.down",
                f"A service can, at one of these: {', '.join(get_args(Point))}.",
            )
        else:
            self._doomed.add((name, at))

    def _at_point(self, name: str, point: str) -> None:
        if (name, point) in self._doomed:
            self._doomed.remove((name, point))
            self._take_down(name, point)
            raise asyncio.CancelledError(f"{name} went down {point}")

    def _take_down(self, name: str, point: str | None = None) -> None:
        database = self._databases.named(name)
        thing = database or (self._broker if name == BUS else self.services[name])
        if thing.is_down:
            return
        fault = {"lab.fault": "down"} | ({"lab.point": point} if point else {})
        self._running.recorder.mark(name, "down", fault | self._kind(name))
        if name == BUS:
            self._broker.go_down()
            return
        thing.is_down = True
        if database is None:
            self._end(name)

    def _end(self, name: str) -> None:
        """Whatever the service is doing ends."""
        self._broker.leave(name)
        self._running.crash(name)

    def up(self, name: str) -> None:
        """The service starts again. What it had in memory is gone; its database is as it was."""
        database = self._databases.named(name)
        if name == BUS:
            if not self._broker.is_down:
                return
            self._broker.come_up()
        elif database is not None:
            if not database.is_down:
                return
            database.is_down = False
            self._broker.wake()
        else:
            service = self.find(name, "lab.up")
            if not service.is_down:
                return
            crew = service.workers
            self._start(service.function, name, crew.count, crew.work_ns, None)
        self._running.recorder.mark(name, "up", self._kind(name))

    def _kind(self, name: str) -> dict[str, str]:
        """Attributes by which a trace tells a database from a service."""
        return {} if self._databases.named(name) is None else {"db.namespace": name}

    def link(self, caller: str, callee: str) -> Link:
        """The way from one service to another, to look at and to change."""
        key = (caller, callee)
        if key not in self._links:
            latency_ns = to_ns(LATENCY_MS, "A latency")
            self._links[key] = Link(caller, callee, latency_ns, self.seed)
        return self._links[key]

    # Requests

    def get(self, url: str, **options: Any) -> Answer:
        """Send a GET and wait for the answer; the clock stops there.

        ``url`` is a path at the gateway, or at the only service, or ``http://<service>/...``.
        """
        return self.request("GET", url, **options)

    def post(self, url: str, json: Any = None, **options: Any) -> Answer:
        """Send a POST with a JSON body."""
        return self.request("POST", url, json=json, **options)

    def patch(self, url: str, json: Any = None, **options: Any) -> Answer:
        """Send a PATCH with a JSON body."""
        return self.request("PATCH", url, json=json, **options)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """Send any request. Options are those of the HTTP client: ``headers``, ``content`` ..."""
        return self._you.request(method, url, **options)

    def together(self, *urls: str) -> list[Answer]:
        """Send GETs at the same moment, and wait for all the answers, in the same order."""
        return self._you.together(*urls)

    def send(self, method: str, url: str, **options: Any) -> Sent:
        """Send any request and go on at once: who comes to a shop does not wait for the others.

        No time passes. The answer is there once it has: ``sent = lab.send("GET", "/users/1")``,
        then ``lab.run(ms)`` or ``lab.settle()``, then ``sent.answer``.
        """
        return self._you.send(method, url, **options)

    # Time

    @property
    def now_ms(self) -> float:
        """Milliseconds since the lab was made."""
        return self._running.loop.now_ns / NS_PER_MS

    def run(self, ms: float) -> None:
        """Let time pass."""
        self._running.pass_time(to_ns(ms, "A time to run"))

    def settle(self) -> None:
        """Run until nothing is left to do but wait for what is down."""
        self._running.settle()

    # What happened

    @property
    def trace(self) -> Trace:
        """Everything that has ended since the lab was made."""
        return self._running.recorder.trace()

    def tables(self, service: str) -> dict[str, list[Row]]:
        """The tables of a service's database with their rows, read without taking time."""
        database = self.find(service, "lab.tables").database
        if database is None:
            raise BadSetting(
                f"{service} has no database.",
                f"the signature of {service}",
                f"Ask one that takes {', '.join(STORE_PORTS[:-1])} or {STORE_PORTS[-1]}.",
            )
        return database.store.tables()

    def sizes(self) -> dict[str, int]:
        """How many bytes each database takes on the disk, or would take, and what the bus keeps."""
        sizes = {database.name: database.store.size_bytes() for database in self._databases}
        return sizes | {BUS: self._broker.log.size_bytes()}

    def close(self) -> None:
        """Let go of the files, so that another lab can take them. Nothing runs after that."""
        self._running.loop.end_all()
        self._run.close()
        self._broker.log.close()
        self._databases.close()
