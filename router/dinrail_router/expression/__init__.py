"""Expressions: `value > 10 and point('plc.MAIN.bEnable')`.

    expression = compile_expression(text)           once; raises TextError at the wrong character
    evaluate = expression.bind(scope, point)        for each route and source point
    evaluate(value)                                 for each sample; about one function call

text → tokens → Python's syntax tree → a new tree of what is allowed → one code object.
"""

from __future__ import annotations

from dinrail_router.expression.compiled import Expression, Scope, compile_expression
from dinrail_router.expression.guards import ExpressionError
from dinrail_router.expression.vocabulary import FUNCTIONS, VARIABLES, Function, Variable

__all__ = ["FUNCTIONS", "VARIABLES", "Expression", "ExpressionError", "Function", "Scope", "Variable",
           "compile_expression"]  # fmt: skip
