"""A tree made by the builder → a function. Nothing a person wrote is evaluated: see docs/decisions/0015."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from dinrail.sample import Scalar
from dinrail_router.expression.guards import ARITHMETIC, round_to

__all__ = ["Factory", "assemble", "call", "evaluate", "read", "scope"]

Factory = Callable[..., Callable[[Scalar], Scalar]]
"""Takes the scope and one reader for each point."""

_NAMESPACE: dict[str, Any] = {"__builtins__": {}, "min": min, "max": max, "abs": abs, "round": round_to, **ARITHMETIC}


def call(name: str, *arguments: ast.expr) -> ast.expr:
    """A call of one of the functions above."""
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def read(number: int) -> ast.expr:
    """A call of the reader of the point with that number."""
    return call(_reader(number))


def scope(name: str) -> ast.expr:
    """What a variable stands for; `value` is the parameter."""
    if name == "value":
        return ast.Name(name, ast.Load())
    return ast.Attribute(ast.Name("scope", ast.Load()), name, ast.Load())


def assemble(body: ast.expr, points: int) -> Factory:
    """`lambda scope, point_0, …: lambda value: body` as a function."""
    bound = _function(["value"], body)
    factory: Factory = _run(_function(["scope", *map(_reader, range(points))], bound))
    return factory


def evaluate(body: ast.expr) -> Scalar:
    """What a tree of constants comes to; raises what its computation raises."""
    result: Scalar = _run(body)
    return result


def _reader(number: int) -> str:
    return f"point_{number}"


def _function(parameters: list[str], body: ast.expr) -> ast.Lambda:
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(name) for name in parameters], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    return ast.Lambda(arguments, body)


def _run(tree: ast.expr) -> Any:
    code = compile(ast.fix_missing_locations(ast.Expression(tree)), "<expression>", "eval")
    return eval(code, _NAMESPACE)  # noqa: S307 - a tree of ours, with names of ours only
