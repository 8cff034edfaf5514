"""Makes many slightly wrong versions of a right answer, to see whether the check notices."""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator

Mutation = Callable[[ast.AST], Iterator[tuple[str, ast.AST | None]]]
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.GtE: ast.Lt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def negated_conditions(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        changed = copy.deepcopy(node)
        changed.test = ast.UnaryOp(ast.Not(), changed.test)
        yield f"condition negated: {ast.unparse(node.test)}", changed


def dropped_statements(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    simple = ast.Assign | ast.AugAssign | ast.Expr | ast.Raise | ast.Return | ast.AnnAssign
    if isinstance(node, simple | ast.AsyncFunctionDef | ast.If | ast.For):
        yield f"left out: {ast.unparse(node)[:60]}", ast.Pass()


def dropped_awaits(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if isinstance(node, ast.Await):
        yield f"not awaited: {ast.unparse(node)[:60]}", node.value


def other_constants(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield f"{value} swapped", ast.Constant(not value)
    elif isinstance(value, int):
        yield f"{value} plus 1", ast.Constant(value + 1)
    elif isinstance(value, str) and len(words := value.split(" ")) > 1:
        for place, word in enumerate(words):
            rest = " ".join(words[:place] + words[place + 1 :])
            yield f"without {word!r}: {value[:40]!r}", ast.Constant(rest)
    elif isinstance(value, str):
        yield f"another text than {value!r}", ast.Constant(value + "x")


def swapped_operators(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if isinstance(node, ast.operator | ast.boolop | ast.cmpop) and type(node) in SWAPPED:
        other = SWAPPED[type(node)]
        yield f"{type(node).__name__} became {other.__name__}", other()


def dropped_arguments(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if not isinstance(node, ast.Call):
        return
    for field in ("args", "keywords"):
        for place, argument in enumerate(getattr(node, field)):
            changed = copy.deepcopy(node)
            del getattr(changed, field)[place]
            left_out = ast.unparse(argument)[:40]
            yield f"without argument {left_out}: {ast.unparse(node)[:60]}", changed


def dropped_decorators(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
        for place, decorator in enumerate(node.decorator_list):
            changed = copy.deepcopy(node)
            del changed.decorator_list[place]
            yield f"not decorated: {ast.unparse(decorator)}", changed


def swallowed_errors(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    if isinstance(node, ast.ExceptHandler):
        changed = copy.deepcopy(node)
        changed.body = [ast.Return(ast.List([], ast.Load()))]
        yield "an error answered with nothing", changed


MUTATIONS: tuple[Mutation, ...] = (
    negated_conditions,
    dropped_statements,
    dropped_awaits,
    other_constants,
    swapped_operators,
    dropped_arguments,
    dropped_decorators,
    swallowed_errors,
)


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """What was changed, and the changed source; each changes one thing and is Python.

    What is changed alike in several places is numbered from the second on, so each has its name.
    """
    tree = ast.parse(source)
    seen = {ast.dump(tree)}
    times = Counter[str]()
    for place, node in enumerate(ast.walk(tree)):
        for mutation in MUTATIONS:
            for what, changed in mutation(node):
                mutant = _replaced(tree, place, changed)
                if mutant is None or ast.dump(mutant) in seen:
                    continue
                seen.add(ast.dump(mutant))
                times[what] += 1
                number = f" ({times[what]})" if times[what] > 1 else ""
                yield what + number, ast.unparse(ast.fix_missing_locations(mutant))


def _replaced(tree: ast.Module, place: int, changed: ast.AST | None) -> ast.Module | None:
    """A copy in which the node at a place of ``ast.walk`` is another; ``None`` if that is none."""
    mutant = copy.deepcopy(tree)
    target = list(ast.walk(mutant))[place]
    for parent in ast.walk(mutant):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, changed)
            elif isinstance(value, list) and any(each is target for each in value):
                setattr(parent, field, [changed if each is target else each for each in value])
    try:
        compile(ast.unparse(ast.fix_missing_locations(mutant)), "mutant", "exec")
    except (SyntaxError, ValueError, TypeError):
        return None
    return mutant
