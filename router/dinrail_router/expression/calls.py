"""Calls in expressions: which there are, and what they take."""

from __future__ import annotations

import ast

from dinrail_router.expression.address import parse_address
from dinrail_router.expression.refusals import not_allowed, unknown_function
from dinrail_router.expression.syntax import Source
from dinrail_router.expression.vocabulary import FUNCTIONS, VARIABLES, Function
from dinrail_router.findings import TextError

__all__ = ["address", "find", "wrong_use"]


def find(name: str, arguments: int, at: int) -> Function:
    """The function of that name if it takes so many values; raises TextError."""
    for function in FUNCTIONS:
        if function.name == name:
            if function.fewest <= arguments <= (function.most or arguments):
                return function
            raise wrong_use(function, at)
    if any(variable.name == name for variable in VARIABLES):
        raise not_allowed(f"{name}()", at, f"{name} is a value, it is not called")
    raise unknown_function(name, at)


def wrong_use(function: Function, at: int) -> TextError:
    """A function without brackets, or with too few or too many values in them."""
    last = "or more" if function.most is None else f"or {function.most}"
    takes = f"{function.fewest}" if function.fewest == function.most else f"{function.fewest} {last}"
    message = f"{function.name} takes {takes} value{'' if takes == '1' else 's'} in brackets"
    return TextError(message, at, key="expression_call", hint=f"for example {function.example}", function=function.name)


def address(source: Source, argument: ast.expr, function: Function) -> tuple[str, int]:
    """Address in a call of point, and the highest capture in it; raises TextError at the wrong character."""
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        hint = f"for example {function.example}"
        message = "point() takes an address in quotation marks"
        raise TextError(message, source.at(argument), key="expression_point", hint=hint)
    try:
        return parse_address(argument.value)
    except TextError as error:
        error.offset += source.at(argument) + 1
        raise
