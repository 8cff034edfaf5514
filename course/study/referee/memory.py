"""A service's memory: gone when the service goes down, as that of a process is.

The lab calls a service's function anew when it is up again, so what the function keeps in its own
variables is gone. What it keeps outside of them, in a global set or on the handle of its database,
would still be there, as all services live in one process here. On a server it would not.
"""

import copy
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, MutableMapping, MutableSequence, MutableSet
from contextlib import suppress
from types import CellType, CodeType, FunctionType, SimpleNamespace
from typing import Any

from course.lab import Lab
from course.lab.databases.catalog import STORE_PORTS

Service = Callable[..., Any]


def start(lab: Lab, service: Service, name: str) -> None:
    """Start a service that remembers nothing from before, now and whenever it is up again.

    What was handed in, and the notebook around it, stay as they are.
    """
    lab.start(as_new(service), name=name)
    forget(lab, service, name)


def forget(lab: Lab, service: Service, name: str) -> None:
    """See to it that a started service remembers nothing the next times that it starts."""
    given: list[object] = []

    @functools.wraps(service)
    def begun(**ports: Any) -> Any:
        stores = {port: _Handle(ports[port]) for port in STORE_PORTS if port in ports}
        given.extend(stores.values())  # no two that are there at once have the same id
        return as_new(service)(**ports | stores)

    lab.services[name].function = begun


class _Handle:
    """The same database in another hand, with its methods: what was hung on it is not here."""

    def __init__(self, database: object) -> None:
        self._database = database

    def __getattr__(self, name: str) -> Any:
        if not hasattr(type(self._database), name):
            raise AttributeError(f"a database has no {name}")
        return getattr(self._database, name)


def as_new(service: Service) -> Service:
    """The same function among copies of all that it can reach and that can remember something."""
    return _World(service).copied(service) if isinstance(service, FunctionType) else service


def all_as_new(handed_in: tuple[object, ...]) -> tuple[object, ...]:
    """The same, with functions as new. Those of one notebook share what they remember."""
    worlds: dict[int, _World] = {}
    return tuple(
        worlds.setdefault(id(each.__globals__), _World(each)).copied(each)
        if isinstance(each, FunctionType)
        else each
        for each in handed_in
    )


class _World:
    """The global names that a function sees, and a copy of them."""

    def __init__(self, service: FunctionType) -> None:
        self._original = service.__globals__
        self._names = dict(self._original)
        self._module = service.__module__
        self._copies: dict[int, Any] = {}

    def copied(self, value: Any) -> Any:
        """A copy of what can remember something; everything else as it is."""
        if id(value) not in self._copies:
            self._copies[id(value)] = value  # for what contains itself
            self._copies[id(value)] = self._copy(value)
        return self._copies[id(value)]

    def _copy(self, value: Any) -> Any:
        fresh: Any
        match value:
            case FunctionType() if value.__globals__ is self._original:
                return self._function(value)
            case type() if type(value) is type:
                return self._class(value)
            case MutableMapping():
                fresh = copy.copy(value)
                for key, each in list(value.items()):
                    fresh[key] = self.copied(each)
                return fresh
            case MutableSequence() | MutableSet():
                fresh = copy.copy(value)
                if isinstance(value, list):
                    fresh[:] = map(self.copied, value)
                return fresh
            case _ if hasattr(value, "__dict__") and self._is_theirs(type(value)):
                fresh = copy.copy(value)
                vars(fresh).update(self._contents(vars(value)))
                return fresh
        return value

    def _is_theirs(self, kind: type) -> bool:
        return kind is SimpleNamespace or kind.__module__ == self._module

    def _contents(self, named: Mapping[Any, Any]) -> dict[Any, Any]:
        return {name: self.copied(each) for name, each in list(named.items())}

    def _function(self, value: FunctionType) -> FunctionType:
        cells = tuple(CellType() for _ in value.__closure__ or ())
        fresh = FunctionType(value.__code__, self._names, value.__name__, None, cells)
        self._copies[id(value)] = fresh  # it may call itself
        for cell, original in zip(cells, value.__closure__ or (), strict=True):
            with suppress(ValueError):  # nothing is in it yet
                cell.cell_contents = self.copied(original.cell_contents)
        fresh.__defaults__ = tuple(map(self.copied, value.__defaults__ or ())) or None
        fresh.__kwdefaults__ = self._contents(value.__kwdefaults__ or {}) or None
        fresh.__annotations__, fresh.__module__ = value.__annotations__, value.__module__
        vars(fresh).update(self._contents(vars(value)))
        for name in self._original.keys() & set(_names_in(value.__code__)):
            self._names[name] = self.copied(self._original[name])
        return fresh

    def _class(self, value: type) -> type:
        """Itself; or where it holds a container, a class of the same kind with its own."""
        held = {
            name: self.copied(each)
            for name, each in vars(value).items()
            if not name.startswith("__") and isinstance(each, MutableMapping | MutableSet | list)
        }
        return type(value.__name__, (value,), held) if held else value


def _names_in(code: CodeType) -> Iterator[str]:
    """Every name that a function, or one inside it, looks up outside of itself."""
    yield from code.co_names
    for part in code.co_consts:
        if inspect.iscode(part):
            yield from _names_in(part)
