"""Why a step could not work on a value, as a reason people can read in their language."""

from __future__ import annotations

from dinrail.errors import DinrailError
from dinrail.reason import Param, Reason
from dinrail_router.expression.guards import ExpressionError
from dinrail_router.operators.base import WrongType

__all__ = ["NotFinite", "reason_of"]


class NotFinite(ArithmeticError):
    """What came out of all steps is infinite or no number."""

    def __init__(self, value: object) -> None:
        super().__init__(f"the result {value} is not a number")
        self.params: dict[str, Param] = {"result": str(value)[:64]}


def reason_of(error: Exception) -> Reason:
    """Key, parameters and an English sentence; `step_failed` for what has no key of its own."""
    if isinstance(error, DinrailError):
        return error.reason
    sentence = str(error)[:200]
    message = f"{type(error).__name__}: {sentence}"
    if isinstance(error, ExpressionError):
        return Reason(error.key, error.params, message)
    if isinstance(error, WrongType):
        return Reason("step_needs_number", error.params, message)
    if isinstance(error, NotFinite):
        return Reason("result_not_finite", error.params, message)
    if isinstance(error, ZeroDivisionError):
        return Reason("division_by_zero", {}, message)
    return Reason("step_failed", {"detail": sentence or type(error).__name__}, message)
