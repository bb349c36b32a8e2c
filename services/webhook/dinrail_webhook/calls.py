"""Parameters of calls, checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

import msgspec

from dinrail.errors import CallRefused

__all__ = ["Chosen", "Listed", "Tried", "params_of"]

T = TypeVar("T")
Target = Annotated[str, msgspec.Meta(max_length=64)]


class Listed(msgspec.Struct, forbid_unknown_fields=True):
    """Which letters are asked for."""

    state: Literal["waiting", "dead"] = "dead"
    target: Target | None = None
    offset: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 100


class Chosen(msgspec.Struct, forbid_unknown_fields=True):
    """Which dead letters are meant: those named, or all of a target, or all."""

    ids: Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=1000)] | None = None
    target: Target | None = None


class Tried(msgspec.Struct, forbid_unknown_fields=True):
    """What is sent now, once."""

    target: Target
    value: bool | int | float | Annotated[str, msgspec.Meta(max_length=8192)] | None = None


def params_of(params: dict[str, Any], kind: type[T]) -> T:
    """Raises CallRefused with what is wrong."""
    try:
        return msgspec.convert(params, kind)
    except msgspec.ValidationError as error:
        raise CallRefused(str(error), key="call_parameters_invalid") from None
