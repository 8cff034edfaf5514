"""What a learner gets back from a request."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pprint import pformat
from typing import Any, NoReturn

import httpx2

from course.lab.errors import BadSetting
from course.trace import Trace


@dataclass(frozen=True)
class Failure:
    """An exception that left a handler unhandled."""

    service: str
    error: Exception
    where: str

    def __repr__(self) -> str:
        return f"{self.service} raised {type(self.error).__name__}: {self.error} ({self.where})"


@dataclass(frozen=True)
class Answer:
    """Status, body, how long it took, and the trace of everything that happened for it."""

    status: int | None
    """The HTTP status; ``None`` where no answer came."""
    headers: Mapping[str, str]
    content: bytes
    milliseconds: float
    """From sending the request to having the answer, on the lab's clock."""
    problem: str | None
    """Why no answer came, for example ``users is down``."""
    _read_trace: Callable[[], Trace] = field(repr=False, compare=False)
    _read_failures: Callable[[], list[Failure]] = field(repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """The request was answered, and not refused."""
        return self.status is not None and self.status < 400

    @property
    def body(self) -> Any:
        """The JSON that came back; text where it is not JSON; ``None`` where there is nothing."""
        if not self.content:
            return None
        text = self.content.decode(errors="replace")
        if "json" not in self.headers.get("content-type", ""):
            return text
        try:
            return json.loads(text)
        except ValueError:  # it says that it is JSON, and is not: what came is the answer
            return text

    @property
    def trace(self) -> Trace:
        """The spans of this request that have ended. What still runs joins when it ends."""
        return self._read_trace()

    @property
    def failures(self) -> list[Failure]:
        """The exceptions that no handler caught, with the line that raised them."""
        return self._read_failures()

    def __await__(self) -> NoReturn:
        raise BadSetting(
            "An answer was awaited.",
            "the call just made",
            "Requests from a notebook need no await: answer = lab.get('/users/1')",
        )

    def __repr__(self) -> str:
        if self.status is None:
            return f"no answer after {self.milliseconds:g} ms: {self.problem}"
        # Python's own phrases differ from version to version.
        phrase = httpx2.codes.get_reason_phrase(self.status) or "(not a standard status)"
        head = f"{self.status} {phrase} after {self.milliseconds:g} ms"
        lines = [head, pformat(self.body, width=88, sort_dicts=False), *map(repr, self.failures)]
        return "\n".join(lines)
