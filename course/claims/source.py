"""Counts what is in the source of a module, with Python's own parser."""

import ast
import inspect
from collections.abc import Callable, Collection
from types import ModuleType
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of_code(module: ModuleType) -> int:
    """Lines of the file that do something: no blank lines, comments or docstrings."""
    source = inspect.getsource(module)
    lines = source.splitlines()
    counted = {number for number, line in enumerate(lines, 1) if line.strip(" ")}
    counted -= {number for number, line in enumerate(lines, 1) if line.lstrip().startswith("#")}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            counted -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(counted)


def lines_of_shop(architecture: ModuleType) -> int:
    """Lines of all modules that the services of an architecture are made of."""
    modules = [part for part in vars(architecture).values() if isinstance(part, ModuleType)]
    return sum(lines_of_code(each) for each in modules if _takes_part(each, architecture.SERVICES))


def _takes_part(module: ModuleType, services: Collection[Callable[..., Any]]) -> bool:
    """Whether a module is of use to the services: it is no other service."""
    service = getattr(module, module.__name__.rpartition(".")[2], None)
    return service is None or service in services


def addresses(module: ModuleType) -> int:
    """How often a module names the address of another service."""
    return sum(
        isinstance(node, ast.Constant) and str(node.value).startswith("http://")
        for node in ast.walk(ast.parse(inspect.getsource(module)))
    )


def ports(service: Callable[..., Any]) -> list[str]:
    """What a service asks for."""
    return list(inspect.signature(service).parameters)


def layers(module: ModuleType) -> dict[str, int]:
    """How many functions of a feature are database access, business logic, and routes.

    A route is a function with a decorator inside another. What runs a query is database access.
    What is left is logic.
    """
    functions = [n for n in ast.parse(inspect.getsource(module)).body if isinstance(n, Function)]
    routes = [inner for outer in functions for inner in ast.walk(outer) if _is_route(inner)]
    plain = [outer for outer in functions if not any(_is_route(n) for n in ast.walk(outer))]
    access = [function for function in plain if _queries(function)]
    return {
        "routes": len(routes),
        "business logic": len(plain) - len(access),
        "database access": len(access),
    }


def _is_route(node: ast.AST) -> bool:
    return isinstance(node, Function) and bool(node.decorator_list)


def _queries(function: Function) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "query"
        for node in ast.walk(function)
    )
