"""What a text is compiled to, and how that is bound to a route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from dinrail.sample import Quality, Scalar
from dinrail_router.expression.assembly import Factory, assemble
from dinrail_router.expression.builder import Builder
from dinrail_router.expression.refusals import too_deep
from dinrail_router.expression.syntax import Source
from dinrail_router.expression.tokens import MAX_DEPTH

__all__ = ["Expression", "Scope", "compile_expression"]


class Scope(Protocol):
    """What the names stand for while a value is evaluated; `value` itself is handed over."""

    @property
    def ts(self) -> int:
        """Time of the sample, Unix ms."""
        ...

    @property
    def age(self) -> float:
        """Seconds since then."""
        ...

    @property
    def prev(self) -> Scalar:
        """The value before this one; None at first."""
        ...

    @property
    def quality(self) -> Quality:
        """Quality of the sample."""
        ...

    @property
    def hour(self) -> int:
        """0 to 23 at the place of the house."""
        ...

    @property
    def weekday(self) -> int:
        """0 Monday to 6 Sunday."""
        ...


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled text; equal when the texts are.

    points: addresses it reads, with dots, each once; `captures`: the highest `{n}` in them, 0 without.
    """

    text: str
    points: tuple[str, ...] = field(compare=False)
    names: frozenset[str] = field(compare=False)
    captures: int = field(compare=False)
    _factory: Factory = field(compare=False, repr=False)

    def bind(self, scope: Scope, point: Callable[[str], Callable[[], Scalar]]) -> Callable[[Scalar], Scalar]:
        """The function of a value; it raises what readers raise, ArithmeticError, TypeError and ValueError."""
        return self._factory(scope, *(point(address) for address in self.points))


def compile_expression(text: str) -> Expression:
    """The expression a text is; raises TextError at the wrong character and nothing else."""
    try:
        source = Source(text)
        builder = Builder(source)
        factory = assemble(builder.build(source.tree), len(builder.points))
    except (RecursionError, MemoryError):  # whoever calls may be deep in the stack
        raise too_deep(MAX_DEPTH, 0) from None
    return Expression(text, tuple(builder.points), frozenset(builder.names), builder.captures, factory)
