"""What an operator is: a documented, typed step of a pipeline.

    class Offset(Operator, frozen=True):
        amount: Annotated[float, option("Amount", "Added to the value.", unit="as the value")]
        example = Example("offset(-273.15)", given=(300,), gives=(26.85,))

        def step(self) -> Step: ...

One file per operator in this folder is all it takes; a plugin names its class under the entry
point group `dinrail.operators`. Pipelines call it by its class name in snake case.
"""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Callable
from typing import ClassVar, Literal, NamedTuple

import msgspec

from dinrail.sample import Scalar

__all__ = ["HELD", "Example", "Held", "Operator", "Step", "WrongType", "snake_case"]


class Held(enum.Enum):
    """What a gate returns when it lets nothing through."""

    HELD = "held"


HELD: Literal[Held.HELD] = Held.HELD

Step = Callable[[Scalar], Scalar | Held]
"""One step at work: value in, value or HELD out; raises WrongType for what it cannot handle."""


class Example(NamedTuple):
    """A documented example; it runs as a test: values in, one after the other, and what comes out."""

    transform: str
    given: tuple[Scalar, ...]
    gives: tuple[Scalar | Held, ...]


class WrongType(TypeError):
    """The value is of a type the operator does not work on."""

    def __init__(self, operator: str, value: object) -> None:
        super().__init__(f"{operator} needs a number, not {repr(value)[:64]}")


def snake_case(name: str) -> str:
    """`OnChange` → `on_change`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Operator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="op", tag=snake_case):
    """Base of all operators; fields are the parameters, in the order a pipeline gives them."""

    example: ClassVar[Example]
    remembers: ClassVar[bool] = False
    """Whether a step has a state, so that each route and source point needs one of its own."""

    def step(self) -> Step:
        """The operator at work."""
        raise NotImplementedError

    def inverse(self) -> Operator | None:
        """The operator that undoes this one; None when there is none."""
        return None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"{name} must be a finite number")
