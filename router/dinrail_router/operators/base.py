"""What an operator is: a documented, typed step of a pipeline.

    class Offset(Operator, frozen=True):
        amount: Annotated[float, option("Amount", "Added to the value.", unit="as the value")]
        example = Example("offset(-273.15)", given=(300,), gives=(26.85,))

        def step(self) -> Step: ...

One file per operator in this folder is all it takes; a plugin names its class under the entry
point group `dinrail.operators`. Pipelines call it by its class name in snake case. An operator that
needs more than the value (time, timers, other points) is `aware` and gives `step_in(scene)` instead.
"""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Callable
from typing import ClassVar, Literal, NamedTuple, Protocol

import msgspec

from dinrail.reason import Param
from dinrail.sample import Quality, Scalar
from dinrail_router.timers import Timer

__all__ = [
    "BLOCKED",
    "HELD",
    "LATER",
    "Example",
    "Held",
    "Kind",
    "NotKnown",
    "Operator",
    "Scene",
    "Step",
    "WrongType",
    "number",
    "snake_case",
]


class Held(enum.Enum):
    """What a step returns instead of a value.

    HELD: nothing new, what was let through before still holds. BLOCKED: not wanted, which says nothing about what was
    let through before. LATER: this one waits, and what is emitted later stands for it.
    """

    HELD = "held"
    BLOCKED = "blocked"
    LATER = "later"


HELD: Literal[Held.HELD] = Held.HELD
BLOCKED: Literal[Held.BLOCKED] = Held.BLOCKED
LATER: Literal[Held.LATER] = Held.LATER

Step = Callable[[Scalar], Scalar | Held]
"""One step at work: value in, value or Held out; raises WrongType for what it cannot handle."""

Kind = Literal["value", "gate", "window", "join"]


class Scene(Protocol):
    """What an aware step may know besides the value; of the sample at hand unless said otherwise."""

    @property
    def ts(self) -> int:
        """When the source was read, Unix ms."""
        ...

    @property
    def now(self) -> float:
        """When the sample came, monotonic seconds."""
        ...

    @property
    def wall(self) -> int:
        """The same in Unix ms."""
        ...

    @property
    def quality(self) -> Quality:
        """Its quality in effect."""
        ...

    @property
    def stored(self) -> bool:
        """Whether it is a copy that lay on the broker: a state of the source, and no event."""
        ...

    @property
    def age(self) -> float:
        """Seconds since the source was read."""
        ...

    @property
    def hour(self) -> int:
        """Hour of the day at the site, 0…23."""
        ...

    @property
    def weekday(self) -> int:
        """Day of the week at the site, Monday is 0."""
        ...

    @property
    def prev(self) -> Scalar:
        """The value before it; None for the first."""
        ...

    def later(self, seconds: float, emit: Callable[[], Scalar | Held]) -> Timer:
        """Call `emit` then; its value goes on to the next step. It answers for one sample that was kept with LATER."""
        ...

    def point(self, address: str) -> Callable[[], Scalar]:
        """Reader of another point; it raises NotKnown while that has no good value."""
        ...


class Example(NamedTuple):
    """A documented example; it runs as a test: values in, one after the other, and what comes out.

    With `at`, the second of each value given, `gives` are pairs of second and value; `points` are other points.
    """

    transform: str
    given: tuple[Scalar, ...]
    gives: tuple[Scalar | Held, ...] | tuple[tuple[float, Scalar], ...]
    at: tuple[float, ...] = ()
    points: tuple[tuple[str, Scalar], ...] = ()


class WrongType(TypeError):
    """The value is of a type the operator does not work on."""

    def __init__(self, operator: str, value: object) -> None:
        super().__init__(f"{operator} needs a number, not {repr(value)[:64]}")
        self.params: dict[str, Param] = {"operator": operator, "found": repr(value)[:64]}


class NotKnown(Exception):
    """Another point that is needed has no good value; `why` is a reason key."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")
        self.address = address
        self.why = why


def number(value: Scalar, operator: str) -> float:
    """The value if it is a number, which a bool is not; raises WrongType."""
    if type(value) is float or type(value) is int:
        return value
    raise WrongType(operator, value)


def snake_case(name: str) -> str:
    """`OnChange` → `on_change`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Operator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="op", tag=snake_case):
    """Base of all operators; fields are the parameters, in the order a pipeline gives them."""

    example: ClassVar[Example]
    kind: ClassVar[Kind] = "value"
    remembers: ClassVar[bool] = False
    """Whether a step has a state, so that each route and source point needs one of its own."""

    @property
    def aware(self) -> bool:
        """Whether it needs a scene; such a step always has a state of its own."""
        return False

    @property
    def points(self) -> tuple[str, ...]:
        """Addresses of other points it reads; `{1}` in them is what the wildcard of the source matched."""
        return ()

    def step(self) -> Step:
        """The operator at work."""
        raise NotImplementedError

    def step_in(self, scene: Scene) -> Step:
        """The operator at work, knowing its scene."""
        return self.step()

    def spread(self, width: float) -> float:
        """What a difference of `width` between two values becomes at most; for operators that change numbers' unit."""
        return width

    def inverse(self) -> Operator | None:
        """The operator that undoes this one; None when there is none."""
        return None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"{name} must be a finite number")
