"""Arithmetic whose cost and results are bounded: no text is repeated or formatted, no integer explodes.

What a float takes part in overflows by itself and needs none of this. The checks are written out in every guard:
another call would cost as much as all of them.
"""

from __future__ import annotations

from typing import Any, Final

from dinrail.reason import Param
from dinrail.sample import Scalar

__all__ = ["ARITHMETIC", "HIGHEST", "LOWEST", "MAX_TEXT", "ExpressionError", "round_to"]

HIGHEST: Final = 2**1024 - 1
"""Integers reach as far as floats do."""
LOWEST: Final = -HIGHEST
MAX_TEXT: Final = 64 * 1024
MAX_DIGITS: Final = 15


class ExpressionError(ValueError):
    """An expression cannot be computed for these values; `key` and `params` say why to people."""

    def __init__(self, message: str, key: str, **params: Param) -> None:
        super().__init__(message)
        self.key = key
        self.params = params


def add(left: Any, right: Any) -> Scalar:
    """left + right; joins two texts."""
    result: Scalar = left + right
    if type(result) is int and not LOWEST <= result <= HIGHEST:
        raise _too_large()
    if type(result) is str and len(result) > MAX_TEXT:
        raise ExpressionError(f"a text longer than {MAX_TEXT} characters", "result_text_too_long", limit=MAX_TEXT)
    return result


def subtract(left: Any, right: Any) -> Scalar:
    """left - right."""
    result: Scalar = left - right
    if type(result) is int and not LOWEST <= result <= HIGHEST:
        raise _too_large()
    return result


def multiply(left: Any, right: Any) -> Scalar:
    """left * right, which for a text would be its repetition."""
    if type(left) is str or type(right) is str:
        raise ExpressionError("a text cannot be multiplied", "text_multiplied")
    result: Scalar = left * right
    if type(result) is int and not LOWEST <= result <= HIGHEST:
        raise _too_large()
    return result


def floor_divide(left: Any, right: Any) -> Scalar:
    """left // right."""
    result: Scalar = left // right
    if type(result) is int and not LOWEST <= result <= HIGHEST:
        raise _too_large()
    return result


def modulo(left: Any, right: Any) -> Scalar:
    """left % right, which for a text would fill in a template."""
    if type(left) is str:
        raise ExpressionError("a text cannot be divided", "text_divided")
    result: Scalar = left % right
    if type(result) is int and not LOWEST <= result <= HIGHEST:
        raise _too_large()
    return result


def power(left: Any, right: Any) -> Scalar:
    """left ** right; what would become too large is not begun."""
    if isinstance(left, int) and isinstance(right, int) and right > 1 and (left.bit_length() - 1) * right >= 1024:
        raise _too_large()
    try:
        result = left**right
    except OverflowError:
        raise ExpressionError("a number that is too large", "result_too_large") from None
    if type(result) is complex:
        raise ExpressionError("a negative number to a power that is no integer", "power_not_real")
    if type(result) is int and not LOWEST <= result <= HIGHEST:
        raise _too_large()
    return result  # type: ignore[no-any-return]


def round_to(value: Any, digits: Any = None) -> Scalar:
    """round(value, digits); an integer would cost as much as its digits are negative."""
    if digits is not None and (type(digits) is not int or not -MAX_DIGITS <= digits <= MAX_DIGITS):
        message = f"the digits of round are an integer from -{MAX_DIGITS} to {MAX_DIGITS}"
        raise ExpressionError(message, "round_digits", limit=MAX_DIGITS)
    return round(value, digits)  # type: ignore[no-any-return]


def _too_large() -> ExpressionError:
    return ExpressionError("an integer of more than 1024 bits", "result_too_large")


ARITHMETIC = {
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "floor_divide": floor_divide,
    "modulo": modulo,
    "power": power,
}
"""By the names under which compiled expressions call them."""
