"""A service in the lab: what its signature asks for, its app, its workers, its database."""

import dis
import inspect
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from course.lab.bus.port import ServiceBus
from course.lab.bus.spans import BUS
from course.lab.clock import Workers
from course.lab.databases.catalog import STORE_PORTS
from course.lab.databases.database import LabDatabase
from course.lab.errors import BadSetting, MissingPort, NotAService, PlainFunction, UnknownPort
from course.lab.mistakes import where_now
from course.lab.places import is_own_code, place_of_function

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
PORTS = (*STORE_PORTS, "http", "bus", "clock")

YOU = "client"
"""The name under which the learner's own requests appear."""


_NO_KEYWORD = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.VAR_KEYWORD,
)


@dataclass(eq=False)
class Service:
    """A started service. ``is_down`` is a state: nobody answers at its address."""

    name: str
    function: Callable[..., Any]
    app: App
    workers: Workers
    database: LabDatabase[Any] | None
    bus: ServiceBus | None
    ports: tuple[str, ...]
    is_down: bool = False


def service_name(name: str) -> str:
    """A name that can stand in an address; refused where it cannot."""
    taken = name in (YOU, BUS)
    if not isinstance(name, str) or taken or not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
        raise BadSetting(
            f"{name!r} cannot be the name of a service.",
            where_now(),
            f"It is part of an address: small letters, digits, _ and -; {YOU} is you, and {BUS} "
            "is the bus.",
        )
    return name


def read_signature(function: Callable[..., Any]) -> tuple[str, ...]:
    """The ports that a service asks for, in order; refuses what is no port."""
    where = place_of_function(function)
    name = getattr(function, "__name__", "this")
    if not inspect.isfunction(function):
        raise NotAService(
            f"{function!r} is not a service.",
            where,
            "Give lab.start a function: def users(db): ... return app",
        )
    if inspect.iscoroutinefunction(function):
        raise NotAService(
            f"{name} is an async def, but building an app waits for nothing.",
            where,
            f"Write def {name}(...), and async def for the handlers inside.",
        )
    parameters = inspect.signature(function).parameters
    ports = tuple(parameters)
    for port in ports:
        if parameters[port].kind in _NO_KEYWORD:
            raise UnknownPort(
                f"{name} asks for {parameters[port]} in a way that no name can be given to.",
                where,
                f"Write the plain names: def {name}({', '.join(PORTS)}).",
            )
        if port not in PORTS:
            raise UnknownPort(
                f"{name} asks for {port!r}, which is not a port.",
                where,
                f"A service may ask for: {', '.join(PORTS)}.",
            )
    if len(stores := [port for port in STORE_PORTS if port in ports]) > 1:
        raise UnknownPort(
            f"{name} asks for {' and '.join(stores)}, but a service has one database.",
            where,
            "Decide for one of them, or make two services of it.",
        )
    for port in PORTS:
        if (
            port not in ports
            and port not in function.__globals__
            and _uses(function.__code__, port)
        ):
            raise MissingPort(
                f"{name} uses {port}, but its signature does not ask for it.",
                where,
                f"Write def {name}({', '.join([*ports, port])}): what a service takes is what it "
                "depends on.",
            )
    return ports


@lru_cache(maxsize=1024)  # a service is started again and again, with the same code
def _uses(code: CodeType, name: str) -> bool:
    """Whether a function, or one inside it, reads a global called ``name``."""
    loads = any(
        step.opname == "LOAD_GLOBAL" and step.argval == name for step in dis.get_instructions(code)
    )
    return loads or any(_uses(part, name) for part in code.co_consts if isinstance(part, CodeType))


def check_app(app: Any, function: Callable[..., Any]) -> App:
    """The app that ``function`` built, if it is one and all its handlers are ``async def``."""
    name, where = function.__name__, place_of_function(function)
    if not callable(app) or inspect.isclass(app):
        raise NotAService(
            f"{name} gave back {app!r}, which is not an ASGI app.",
            where,
            f"End {name} with: return app",
        )
    lifespan = inspect.unwrap(getattr(getattr(app, "router", None), "lifespan_context", str))
    if inspect.isfunction(lifespan) and is_own_code(lifespan.__code__.co_filename):
        raise NotAService(
            f"The app of {name} has a lifespan, and the lab runs none.",
            where,
            f"Do what has to be done at the start in {name} itself, before: return app",
        )
    for handler in _handlers(app):
        if not inspect.iscoroutinefunction(handler) and inspect.isfunction(handler):
            raise PlainFunction(
                f"{handler.__name__} in {name} is a plain def. It would need a thread, and the lab "
                "has none.",
                place_of_function(handler),
                f"Write async def {handler.__name__}.",
            )
    checked: App = app
    return checked


def _handlers(app: Any) -> Iterator[Any]:
    """Every endpoint and dependency of a Starlette or FastAPI app, and of what is mounted in it."""
    for route in getattr(app, "routes", None) or []:
        if (dependant := getattr(route, "dependant", None)) is not None:
            yield from _dependencies(dependant)
        elif (endpoint := getattr(route, "endpoint", None)) is not None:
            yield endpoint
        yield from _handlers(getattr(route, "app", None))
        yield from _handlers(getattr(route, "original_router", None))


def _dependencies(dependant: Any) -> Iterator[Any]:
    if dependant.call is not None:
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _dependencies(inner)
