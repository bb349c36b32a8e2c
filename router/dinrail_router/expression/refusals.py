"""What people of other languages write, and what to say to them."""

from __future__ import annotations

from typing import get_args

from dinrail.sample import Quality
from dinrail_router.expression.vocabulary import FUNCTIONS, VARIABLES
from dinrail_router.findings import TextError, did_you_mean

__all__ = ["not_allowed", "shown", "too_deep", "unexpected", "unknown_function", "unknown_name"]

_INSTEAD = {
    "&&": "and", "AND": "and", "||": "or", "OR": "or", "!": "not", "NOT": "not", "=": "==", ":=": "==", "===": "==",
    "is": "==", "!==": "!=", "<>": "!=", "^": "**",
}  # fmt: skip
_HINTS = {
    "?": "write: value if condition else other",
    ".": "values have no parts, and an address stands in point('…')",
    "lambda": "an expression is one formula, it defines nothing",
    "for": "an expression is one formula, it does not repeat anything",
}


def shown(text: str) -> str:
    """What an error quotes of the text: short, and nothing that cannot be sent on."""
    return text[:64].encode("utf-8", "replace").decode()


def not_allowed(found: str, offset: int, hint: str = "") -> TextError:
    """A sign, a word or a construct that expressions do not have."""
    instead = _INSTEAD.get(found)
    if instead is not None:
        return TextError(
            f"{found!r} is no operator of expressions", offset,
            key="expression_operator", hint=f"use {instead}", found=found, instead=instead,
        )  # fmt: skip
    return TextError(
        f"{shown(found)!r} is not allowed in an expression", offset,
        key="expression_not_allowed", hint=hint or _HINTS.get(found, ""), found=shown(found),
    )  # fmt: skip


def unexpected(found: str, offset: int, hint: str = "") -> TextError:
    """Something that may stand in an expression, but not here."""
    return TextError(f"unexpected {shown(found)!r}", offset, key="expression_syntax", hint=hint, found=shown(found))


def unknown_name(name: str, offset: int) -> TextError:
    """A name that stands for nothing."""
    words = [variable.name for variable in VARIABLES]
    hint = did_you_mean(name, words) or f"there are: {', '.join(words)}"
    if name in get_args(Quality):
        hint = f"for example quality == '{name}'"
    message = f"unknown name {shown(name)!r}"
    return TextError(message, offset, key="expression_unknown_name", hint=hint, name=shown(name))


def unknown_function(name: str, offset: int) -> TextError:
    """A call of what is not there."""
    words = [function.name for function in FUNCTIONS]
    hint = did_you_mean(name, words) or f"there are: {', '.join(words)}"
    message = f"unknown function {shown(name)!r}"
    return TextError(message, offset, key="expression_unknown_function", hint=hint, name=shown(name))


def too_deep(limit: int, offset: int) -> TextError:
    """More levels than are followed."""
    message = f"nested more than {limit} levels deep"
    hint = "split it with a calculated point"
    return TextError(message, offset, key="expression_too_deep", hint=hint, limit=limit)
