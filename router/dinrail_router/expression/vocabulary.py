"""The words of an expression; checker, reference page and editor read them here."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CONSTANTS", "FUNCTIONS", "OPERATORS", "VARIABLES", "Function", "Variable"]


class Variable(NamedTuple):
    """A name that stands for something of the sample at hand."""

    name: str
    doc: str
    example: str


class Function(NamedTuple):
    """What can be called, and with how many values."""

    name: str
    doc: str
    example: str
    fewest: int
    most: int | None


VARIABLES = (
    Variable("value", "the value at hand", "value * 0.001"),
    Variable("prev", "the value of the point before this one, null at first", "prev != null and value > prev"),
    Variable("ts", "time of the sample, Unix milliseconds", "ts % 60000 < 1000"),
    Variable("age", "seconds since then", "age < 30"),
    Variable("quality", "'good', 'uncertain' or 'bad'", "quality == 'good'"),
    Variable("hour", "hour of the day at the place of the house, 0 to 23", "hour >= 22 or hour < 6"),
    Variable("weekday", "day of the week there: 0 Monday to 6 Sunday", "weekday in (5, 6)"),
)

FUNCTIONS = (
    Function("point", "latest value of another point", "point('plc.MAIN.bEnable')", 1, 1),
    Function("min", "the smallest of two or more", "min(value, 100)", 2, None),
    Function("max", "the largest of two or more", "max(value, point('bt.a.limit'), 0)", 2, None),
    Function("abs", "the value without its sign", "abs(value - prev) > 5", 1, 1),
    Function("round", "rounds to an integer, or to that many decimals", "round(value / 3, 2)", 1, 2),
)

CONSTANTS = {"true": True, "false": False, "null": None}
"""Beside Python's own spellings, as in JSON and in pipelines."""

OPERATORS = ("and", "or", "not", "in", "if", "else")
"""Operators that are words."""
