"""The operators there are: every one of this folder, and those that installed plugins bring."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache
from importlib.metadata import entry_points

from dinrail_router.operators.base import BLOCKED, HELD, LATER, Example, Held, NotKnown, Operator, Scene, Step

__all__ = [
    "BLOCKED",
    "HELD",
    "LATER",
    "Example",
    "Held",
    "NotKnown",
    "Operator",
    "Scene",
    "Step",
    "name_of",
    "operators",
    "steps_of",
]

GROUP = "dinrail.operators"


@cache
def operators() -> dict[str, type[Operator]]:
    """Operator classes by the name pipelines use, sorted."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    classes = [each for module in modules for each in vars(module).values() if _is_operator(each, module.__name__)]
    classes += [entry.load() for entry in entry_points(group=GROUP)]
    return {name_of(each): each for each in sorted(classes, key=name_of)}


def steps_of(pipeline: tuple[Operator, ...]) -> tuple[Step, ...]:
    """The pipeline at work: steps without a state are shared by all routes, which keeps them in the CPU's cache.

    Only for pipelines without aware steps.
    """
    if any(operator.remembers for operator in pipeline):
        return tuple(operator.step() for operator in pipeline)
    return _shared(pipeline)


@lru_cache(maxsize=10_000)
def _shared(pipeline: tuple[Operator, ...]) -> tuple[Step, ...]:
    return tuple(operator.step() for operator in pipeline)


def name_of(operator: type[Operator] | Operator) -> str:
    """What pipelines call it."""
    return str(operator.__struct_config__.tag)


def _is_operator(thing: object, module: str) -> bool:
    own = isinstance(thing, type) and thing.__module__ == module
    return own and issubclass(thing, Operator) and "example" in vars(thing)  # type: ignore[arg-type]
