"""What runs in place of `+ - * / // % **`: a guard, or the operator itself where it needs none."""

from __future__ import annotations

import ast

from dinrail_router.expression.assembly import call

__all__ = ["arithmetic"]

_GUARDS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.FloorDiv: "floor_divide", ast.Mod: "modulo",
    ast.Pow: "power",
}  # fmt: skip


def arithmetic(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr | None:
    """The node of an operation; None for an operator that there is not."""
    if isinstance(operator, ast.Div):
        return ast.BinOp(left, ast.Div(), right)
    guard = _GUARDS.get(type(operator))
    if guard is None or not _stays_float(left, operator, right):
        return call(guard, left, right) if guard else None
    return ast.BinOp(left, type(operator)(), right)


def _stays_float(left: ast.expr, operator: ast.operator, right: ast.expr) -> bool:
    """Whether the result is a float or an error by itself, whatever the values are."""
    if isinstance(operator, ast.Pow):
        return False
    return _is_float(left) or (_is_float(right) and not isinstance(operator, ast.Mod))


def _is_float(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return not isinstance(node.op, ast.Not) and _is_float(node.operand)
    # An operation that needed no guard has a float for its result.
    return isinstance(node, ast.BinOp) or (isinstance(node, ast.Constant) and type(node.value) is float)
