"""Python's tree of a text → a new tree of what expressions may be, made only of nodes known here."""

from __future__ import annotations

import ast
import math

from dinrail.sample import Scalar
from dinrail_router.expression import calls
from dinrail_router.expression.arithmetic import arithmetic
from dinrail_router.expression.assembly import call, evaluate, read, scope
from dinrail_router.expression.guards import HIGHEST
from dinrail_router.expression.refusals import not_allowed, shown, unknown_name
from dinrail_router.expression.syntax import Source
from dinrail_router.expression.vocabulary import CONSTANTS, FUNCTIONS, VARIABLES
from dinrail_router.findings import TextError

__all__ = ["Builder"]

_COMPARED = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_VARIABLES = {variable.name for variable in VARIABLES}
_FUNCTIONS = {function.name: function for function in FUNCTIONS}


class Builder:
    """Builds one expression; afterwards it knows which names and points were used."""

    def __init__(self, source: Source) -> None:
        self.names: set[str] = set()
        self.points: dict[str, int] = {}
        self.captures = 0
        self._source = source

    def build(self, node: ast.expr) -> ast.expr:
        """The node that runs in place of this one; raises TextError."""
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as value):
                built = self._constant(node, value)
            case ast.Name(id=name):
                built = self._name(node, name)
            case ast.UnaryOp(op=ast.UAdd() | ast.USub() | ast.Not() as sign, operand=operand):
                only = self.build(operand)
                built = self._folded(node, ast.UnaryOp(type(sign)(), only), only)
            case ast.BinOp(left=left, op=operator, right=right):
                built = self._arithmetic(node, self.build(left), operator, self.build(right))
            case ast.BoolOp(op=ast.And() | ast.Or() as joined, values=values):
                built = ast.BoolOp(type(joined)(), [self.build(value) for value in values])
            case ast.IfExp(test=test, body=body, orelse=orelse):
                built = ast.IfExp(self.build(test), self.build(body), self.build(orelse))
            case ast.Compare():
                built = self._comparison(node)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                built = self._call(node, name, arguments)
            case ast.Tuple(elts=[first, *_]):
                raise not_allowed(",", self._source.after(first), "decimals have a point: 1.5")
            case _:
                raise not_allowed(self._source.of(node), self._source.at(node))
        return built

    def _constant(self, node: ast.expr, value: Scalar) -> ast.expr:
        if (type(value) is int and value > HIGHEST) or (type(value) is float and not math.isfinite(value)):
            raise self._senseless(node, "a number that is too large")
        return ast.Constant(value)

    def _name(self, node: ast.expr, name: str) -> ast.expr:
        if name in CONSTANTS:
            return ast.Constant(CONSTANTS[name])
        if name in _FUNCTIONS:
            raise calls.wrong_use(_FUNCTIONS[name], self._source.at(node))
        if name not in _VARIABLES:
            raise unknown_name(name, self._source.at(node))
        self.names.add(name)
        return scope(name)

    def _arithmetic(self, node: ast.expr, left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
        built = arithmetic(left, operator, right)
        if built is None:
            raise not_allowed(self._source.of(node), self._source.at(node))
        return self._folded(node, built, left, right)

    def _comparison(self, node: ast.Compare) -> ast.expr:
        operands = [self.build(node.left)]
        operators: list[ast.cmpop] = []
        for operator, operand in zip(node.ops, node.comparators, strict=True):
            if operators and isinstance(operators[-1], ast.In | ast.NotIn):
                hint = "put the comparison with in into brackets"
                raise not_allowed(self._source.of(node), self._source.at(node), hint)
            if isinstance(operator, ast.In | ast.NotIn):
                operands.append(self._members(operand))
            elif isinstance(operator, _COMPARED):
                operands.append(self.build(operand))
            else:
                raise not_allowed(self._source.of(node), self._source.at(node), "use == or !=")
            operators.append(type(operator)())
        return self._folded(node, ast.Compare(operands[0], operators, operands[1:]), *operands)

    def _members(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Tuple | ast.List):
            members = [self.build(element) for element in node.elts]
            if all(isinstance(member, ast.Constant) for member in members):
                return ast.Tuple(members, ast.Load())
        message = "behind in stands a list of fixed values"
        hint = "for example weekday in (5, 6)"
        raise TextError(message, self._source.at(node), key="expression_members", hint=hint)

    def _call(self, node: ast.Call, name: str, arguments: list[ast.expr]) -> ast.expr:
        at = self._source.at(node)
        function = calls.find(name, len(arguments), at)
        if name != "point":
            built = [self.build(argument) for argument in arguments]
            return self._folded(node, call(name, *built), *built)
        address, captures = calls.address(self._source, arguments[0], function)
        self.captures = max(self.captures, captures)
        return read(self.points.setdefault(address, len(self.points)))

    def _folded(self, node: ast.expr, built: ast.expr, *operands: ast.expr) -> ast.expr:
        """What cannot be computed is found here and not by the first sample."""
        if not all(isinstance(operand, ast.Constant | ast.Tuple) for operand in operands):
            return built
        try:
            result = evaluate(built)
        except (ArithmeticError, TypeError, ValueError) as error:
            raise self._senseless(node, str(error)) from None
        return self._constant(node, result)

    def _senseless(self, node: ast.expr, why: str) -> TextError:
        message = f"{shown(self._source.of(node))!r} cannot be computed: {why}"
        return TextError(message, self._source.at(node), key="expression_constant", detail=why)
