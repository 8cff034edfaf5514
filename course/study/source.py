"""What a learner wrote, as a syntax tree, and whether it is more than what was there before."""

import ast
import inspect
import textwrap
from types import FunctionType

from course.study.exercise import Exercise

Tree = str
"""A syntax tree as text: comments, blank lines and quotes make no difference."""


def is_untouched(exercise: Exercise, handed_in: tuple[object, ...]) -> bool:
    """Whether all that the starter defines is still as the starter has it, and no function more.

    Functions are compared by their source, everything else by value. Nothing is run. What is not
    handed in itself is looked up where the functions that are handed in look it up.
    """
    started = defined(exercise.starter)
    functions = [each for each in handed_in if isinstance(each, FunctionType)]
    known: dict[str, object] = {}
    for function in functions:
        known |= function.__globals__
    known |= zip(exercise.hand_in, handed_in, strict=True)
    pairs = [(node, known[name]) for name, node in started.items() if name in known]
    return (
        bool(pairs)
        and all(_is_as(node, each) for node, each in pairs)
        and all(_made_beside(function) <= set(started) for function in functions)
    )


def _made_beside(function: FunctionType) -> set[str]:
    """The functions that the same cell defines, by their names."""
    cell = function.__code__.co_filename
    return {
        name
        for name, each in function.__globals__.items()
        if isinstance(each, FunctionType) and each.__code__.co_filename == cell
    }


def defined(source: str) -> dict[str, ast.stmt]:
    """The functions and the assigned names at the top of a source."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found[name] = node
            case ast.Assign(targets=[ast.Name(id=name)]):
                found[name] = node
    return found


def _is_as(node: ast.stmt, value: object) -> bool:
    if isinstance(node, ast.Assign):
        expected = ast.literal_eval(node.value)
        return type(value) is type(expected) and value == expected
    return inspect.isfunction(value) and written(value) == ast.dump(node)


def written(function: object) -> Tree | None:
    """The tree of a function's source; ``None`` where there is none to be found."""
    try:
        source = inspect.getsource(function)  # type: ignore[arg-type]
        (node,) = ast.parse(textwrap.dedent(source)).body
    except (OSError, TypeError, ValueError, SyntaxError):
        return None
    return ast.dump(node)
