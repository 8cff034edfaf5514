"""The lab: starts services, sends requests, and lets time pass."""

import asyncio
import difflib
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx2

from course.lab.answer import Answer
from course.lab.clock import ServiceClock, Workers, to_ns
from course.lab.database import LabDatabase
from course.lab.errors import BadSetting, NoSuchService
from course.lab.link import Link
from course.lab.mistakes import where_now
from course.lab.network import Transport
from course.lab.running import Running
from course.lab.service import YOU, Service, check_app, read_signature, service_name
from course.ports import Row
from course.trace import NS_PER_MS, Trace

LATENCY_MS = 5
"""A message between two services travels so long, each way."""
DATABASE_CALL_MS = 1
"""One statement takes so long."""
TIMEOUT_MS = 1000
"""A service that asks another gives up after so long, unless it says otherwise."""


class Lab:
    """Where a shop runs: real services and databases; network and clock are simulated.

    The same seed gives the same run, to the nanosecond.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.services: dict[str, Service] = {}
        self._running = Running()
        self._links: dict[tuple[str, str], Link] = {}
        self._databases: dict[str, LabDatabase] = {}
        self._you = self._client(YOU)

    # Services

    def start(
        self, *functions: Callable[..., Any], name: str | None = None, workers: int = 1
    ) -> None:
        """Start services, each under its function's name or ``name``.

        Starting a name again ends the old version and puts the new one in its place; its database
        stays.
        """
        if name is not None and len(functions) != 1:
            raise BadSetting(
                "A name fits one service.", "lab.start", "Start one function at a time."
            )
        if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
            raise BadSetting(f"{workers!r} workers cannot work.", "lab.start", "Give 1 or more.")
        for function in functions:
            self._start(function, name, workers)

    def _start(self, function: Callable[..., Any], name: str | None, workers: int) -> None:
        ports = read_signature(function)
        name = service_name(name if name is not None else function.__name__)
        running = self._running
        if name in self.services:  # the old version ends, whatever it was doing
            running.crash(name)
            running.pass_time(0)
        crew = Workers(name, workers, running.recorder)
        given: dict[str, Any] = {}
        if "db" in ports:
            given["db"] = self._database(name)
        if "http" in ports:
            given["http"] = self._client(name)
        if "clock" in ports:
            given["clock"] = ServiceClock(running.loop, crew, name, running.recorder)
        app = check_app(function(**given), function)
        self.services[name] = Service(name, app, crew, self._databases.get(name), ports)

    def _database(self, owner: str) -> LabDatabase:
        if owner not in self._databases:
            call_ns = to_ns(DATABASE_CALL_MS, "A database call")
            self._databases[owner] = LabDatabase(
                owner, self._running, call_ns, self._owner_of_table
            )
        return self._databases[owner]

    def _owner_of_table(self, table: str) -> str | None:
        owners = (owner for owner, db in self._databases.items() if table in db.store.table_names())
        return next(owners, None)

    def _client(self, name: str) -> httpx2.AsyncClient:
        timeout = None if name == YOU else TIMEOUT_MS / 1000
        return httpx2.AsyncClient(transport=Transport(name, self, self._running), timeout=timeout)

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
                f"{hint} {self._started()}",
            )
        )

    def down(self, name: str) -> None:
        """The service is gone: what it was doing ends, and nobody answers at its address."""
        service = self.find(name, "lab.down")
        service.down = True
        self._running.crash(name)

    def up(self, name: str) -> None:
        """The service answers again."""
        self.find(name, "lab.up").down = False

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
        return self._running.complete(self._send(method, url, **options))

    def together(self, *urls: str) -> list[Answer]:
        """Send GETs at the same moment, and wait for all the answers, in the same order."""

        async def all_of_them() -> list[Answer]:
            return list(await asyncio.gather(*(self._send("GET", url) for url in urls)))

        return self._running.complete(all_of_them())

    async def _send(self, method: str, url: str, **options: Any) -> Answer:
        started_ns = self._running.loop.now_ns
        request = self._you.build_request(method, self._address(url), **options)
        status, headers, content, problem = None, httpx2.Headers(), b"", None
        try:
            response = await self._you.send(request)
            status, headers, content = response.status_code, response.headers, response.content
        except httpx2.RequestError as error:
            problem = str(error)
        trace_id = request.headers["traceparent"].split("-")[1]
        return Answer(
            status,
            headers,
            content,
            (self._running.loop.now_ns - started_ns) / NS_PER_MS,
            problem,
            partial(self._running.recorder.trace, trace_id),
            partial(self._running.failures, trace_id),
        )

    def _address(self, url: str) -> str:
        if not isinstance(url, str) or not url.startswith(("/", "http://")):
            raise BadSetting(
                f"{url!r} is no address.",
                where_now(),
                "Write a path, lab.get('/users/1'), or name a service, "
                "lab.get('http://users/users/1').",
            )
        if url.startswith("http://"):
            return url
        if "gateway" in self.services:
            return f"http://gateway{url}"
        if len(self.services) == 1:
            return f"http://{next(iter(self.services))}{url}"
        raise BadSetting(
            f"Which service should answer {url}?",
            "the call just made",
            "Name it: lab.get('http://users/...'). " + self._started(),
        )

    def _started(self) -> str:
        return f"Started so far: {', '.join(self.services) or 'none yet'}."

    # Time

    @property
    def now_ms(self) -> float:
        """Milliseconds since the lab was made."""
        return self._running.loop.now_ns / NS_PER_MS

    def run(self, ms: float) -> None:
        """Let time pass."""
        self._running.pass_time(to_ns(ms, "A time to run"))

    def settle(self) -> None:
        """Run until nothing is left to do."""
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
                "Ask one that takes db.",
            )
        return database.store.tables()
