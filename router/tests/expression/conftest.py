"""A point of a house that expressions are evaluated for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from dinrail.sample import Quality, Scalar
from dinrail_router.expression import compile_expression


@dataclass
class Moment:
    """Tuesday, 22 o'clock."""

    ts: int = 1_767_650_400_000
    age: float = 2.5
    prev: Scalar = 48.5
    quality: Quality = "good"
    hour: int = 22
    weekday: int = 1


POINTS: dict[str, Scalar] = {"plc.MAIN.bEnable": True, "bt.a.limit": 50, "bt.a.name": "Störung"}


@pytest.fixture(scope="session")
def evaluate() -> Callable[..., Scalar]:
    """Value of an expression for a value, at a moment with other things as given."""

    def run(text: str, value: Scalar = 53.1, **other: object) -> Scalar:
        bound = compile_expression(text).bind(Moment(**other), lambda address: lambda: POINTS[address])
        return bound(value)

    return run
