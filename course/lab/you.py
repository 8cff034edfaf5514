"""You, as the services see you: a client that sends requests and reads answers."""

import asyncio
from functools import partial
from typing import Any

import httpx2

from course.lab.answer import Answer
from course.lab.errors import BadSetting
from course.lab.mistakes import where_now
from course.lab.network import Network, Transport
from course.lab.record import read_traceparent
from course.lab.running import Running
from course.lab.sent import Sent
from course.lab.service import YOU, Service
from course.trace import NS_PER_MS


class You:
    """Sends requests on the learner's behalf. They come from a client that has no time limit."""

    def __init__(self, network: Network, running: Running, services: dict[str, Service]) -> None:
        self._running = running
        self._services = services
        self._client = httpx2.AsyncClient(transport=Transport(YOU, network, running), timeout=None)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """Send a request and wait for its answer."""
        return self._running.complete(self._send(self._built(method, url, **options)))

    def send(self, method: str, url: str, **options: Any) -> Sent:
        """Send a request, and do not wait for its answer."""
        return Sent(self._running.begin(self._send(self._built(method, url, **options))))

    def together(self, *urls: str) -> list[Answer]:
        """Send GETs at the same moment, and wait for all the answers, in the same order."""

        async def all_of_them() -> list[Answer]:
            return list(await asyncio.gather(*map(self._send, requests)))

        requests = [self._built("GET", url) for url in urls]
        return self._running.complete(all_of_them())

    def _built(self, method: str, url: str, **options: Any) -> httpx2.Request:
        self._running.refuse_from_inside()
        return self._client.build_request(method, self._address(url), **options)

    async def _send(self, request: httpx2.Request) -> Answer:
        started_ns = self._running.loop.now_ns
        status, headers, content, problem = None, httpx2.Headers(), b"", None
        try:
            response = await self._client.send(request)
            status, headers, content = response.status_code, response.headers, response.content
        except httpx2.RequestError as error:
            problem = str(error)
        trace_id = read_traceparent(request.headers["traceparent"]).trace_id
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
        if "gateway" in self._services:
            return f"http://gateway{url}"
        if len(self._services) == 1:
            return f"http://{next(iter(self._services))}{url}"
        raise BadSetting(
            f"Which service should answer {url}?",
            "the call just made",
            f"Name it: lab.get('http://users/...'). {started(self._services)}",
        )


def started(services: dict[str, Service]) -> str:
    """Which services there are, as a sentence."""
    return f"Started so far: {', '.join(services) or 'none yet'}."
