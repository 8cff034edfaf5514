"""S1 to S3: direct requests are easy to write, need no database, and tie a service to others."""

import ast
import inspect
from collections.abc import Callable
from types import ModuleType

from fastapi import FastAPI

from course.claims.finding import Finding, judged
from course.claims.stage import ADA, open_shop
from course.shop import direct, monolith
from course.trace import Trace
from course.views import request_web


def lines_of_code(*modules: ModuleType) -> int:
    """Lines that do something: no blank lines, no comments, no docstrings."""
    return sum(_lines(inspect.getsource(module)) for module in modules)


def _lines(source: str) -> int:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [part for part in node.body if not _is_docstring(part)] or [ast.Pass()]
    return len([line for line in ast.unparse(tree).splitlines() if line.strip()])


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def parts(trace: Trace) -> list[str]:
    """The services and databases that take part in answering."""
    web = request_web(trace)
    return [name for name, kind in web.nodes(data="kind") if kind != "client"]


def ports(service: Callable[..., FastAPI]) -> list[str]:
    """What a service asks for."""
    return list(inspect.signature(service).parameters)


def easy_to_write() -> Finding:
    """S1: count what must be understood, what must be written, and what must be up."""
    before, after = ports(monolith.shop.shop), ports(direct.purchases.purchases)
    join = lines_of_code(monolith.purchases)
    asking = lines_of_code(direct.purchases, direct.calls)
    few = parts(open_shop(monolith).get(f"/purchases/{ADA}").trace)
    many = parts(open_shop(direct).get(f"/purchases/{ADA}").trace)
    numbers = {
        "monolith: ports to understand": before,
        "direct: ports to understand": after,
        "monolith: lines of purchases": join,
        "direct: lines of purchases": asking,
        "monolith: parts that must be up": len(few),
        "direct: parts that must be up": len(many),
    }
    but = (
        f"it takes {asking} lines where the join took {join}, and {len(many)} parts must be up "
        f"where it was {len(few)}"
    )
    return Finding(
        "S1",
        "direct requests are conceptually easy",
        judged(len(after) <= len(before), but),
        numbers,
        but,
    )


def no_database() -> Finding:
    """S2: read the signature, then the trace of an answer."""
    answer = open_shop(direct).get(f"/purchases/{ADA}")
    asked_for = ports(direct.purchases.purchases)
    statements = [
        span
        for span in answer.trace
        if span.service == "purchases" and "db.namespace" in span.attributes
    ]
    numbers = {
        "its ports": asked_for,
        "it answers": answer.ok,
        "statements it runs itself": len(statements),
    }
    return Finding(
        "S2",
        "the asking service may need no database",
        judged("db" not in asked_for and answer.ok and not statements),
        numbers,
    )


def depends_on_others() -> Finding:
    """S3: how many services each one asks, and how many ask it, in the web of one answer."""
    web = request_web(open_shop(direct).get(f"/purchases/{ADA}").trace)
    services = web.subgraph(name for name, kind in web.nodes(data="kind") if kind == "service")
    asks, asked = dict(services.out_degree()), dict(services.in_degree())
    numbers = {
        "purchases asks": sorted(services.successors("purchases")),
        "services each one asks": asks,
        "services that ask it": asked,
    }
    return Finding(
        "S3",
        "the asking service depends on the others",
        judged(asks["purchases"] == len(open_shop(direct).services) - 2),
        numbers,
    )
