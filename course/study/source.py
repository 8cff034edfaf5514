"""What a learner wrote, as a syntax tree, and whether it is more than what was there before."""

import ast
import inspect
import textwrap

from course.study.exercise import Exercise

Tree = str
"""A syntax tree as text: comments, blank lines and quotes make no difference."""


def is_untouched(exercise: Exercise, handed_in: tuple[object, ...]) -> bool:
    """Whether all that the starter defines was handed in as the starter has it.

    Functions are compared by their source, everything else by value. Nothing is run.
    """
    started = defined(exercise.starter)
    pairs = [
        (started[name], each)
        for name, each in zip(exercise.hand_in, handed_in, strict=True)
        if name in started
    ]
    return bool(pairs) and all(_is_as(node, each) for node, each in pairs)


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
