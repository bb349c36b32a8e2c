"""The operators there are: every one of this folder, and those that installed plugins bring."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points

from dinrail_router.operators.base import HELD, Example, Held, Operator, Step

__all__ = ["HELD", "Example", "Held", "Operator", "Step", "name_of", "operators"]

GROUP = "dinrail.operators"


@cache
def operators() -> dict[str, type[Operator]]:
    """Operator classes by the name pipelines use, sorted."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    classes = [*Operator.__subclasses__(), *(entry.load() for entry in entry_points(group=GROUP))]
    return {name_of(each): each for each in sorted(set(classes), key=name_of)}


def name_of(operator: type[Operator] | Operator) -> str:
    """What pipelines call it."""
    return str(operator.__struct_config__.tag)
