"""How a value in one unit becomes one in another."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from typing import NamedTuple

from dinrail_router.findings import TextError, did_you_mean
from dinrail_router.units.spelling import as_written_here
from dinrail_router.units.table import ENTRIES, Entry

__all__ = ["Unit", "conversion", "unit", "units"]

_POWERS = {"p": -12, "n": -9, "µ": -6, "m": -3, "c": -2, "d": -1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12}
_MEANT = {"c": "°C", "celsius": "°C", "f": "°F", "fahrenheit": "°F", "kelvin": "K"}


class Unit(NamedTuple):
    """A unit of a dimension, e.g. power; exact."""

    name: str
    dimension: str
    factor: Fraction
    zero: Fraction


def conversion(source: str, target: str) -> tuple[float, float]:
    """(factor, offset) with which value · factor + offset is the value in the other unit; raises TextError."""
    one = unit(source)
    other = unit(target, like=one)
    if one.dimension != other.dimension:
        message = f"{one.name} is {one.dimension}, {other.name} is {other.dimension}"
        hint = f"there are: {', '.join(_shown(one.dimension))}"
        raise TextError(message, key="units_differ", hint=hint, source=one.name, target=other.name)
    factor = one.factor / other.factor
    return float(factor), float(one.zero * factor - other.zero)


def unit(text: str, *, like: Unit | None = None) -> Unit:
    """The unit of a text; raises TextError with the nearest one, of those that are `like` another."""
    known = _by_name()
    found = known.get(text) or known.get(as_written_here(text))
    if found is not None:
        return found
    spelling = as_written_here(text[:64])
    near = [name for name, each in known.items() if like is None or each.dimension == like.dimension]
    hint = _suggestion(spelling, near)
    if not hint:
        hint = f"there are: {', '.join(_shown(like.dimension))}" if like else "for example kWh, °C or m³/h"
    raise TextError(f"unknown unit {text[:64]!r}", key="unit_unknown", hint=hint, unit=text[:64])


def units() -> dict[str, tuple[str, ...]]:
    """Names of all units by dimension, as they are shown."""
    return {dimension: _shown(dimension) for dimension in ENTRIES}


@cache
def _by_name() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for dimension, entries in ENTRIES.items():
        for name, made in (pair for entry in entries for pair in _spelled(dimension, entry)):
            if name in found:
                raise AssertionError(f"{name} is there twice")
            found[name] = made
    return found


def _spelled(dimension: str, entry: Entry) -> Iterator[tuple[str, Unit]]:
    """Every name of an entry and its unit, with and without prefixes."""
    names = entry.names.split()
    size = entry.size if isinstance(entry.size, Fraction) else _exact(entry.size)
    for prefix, name in product(("", *entry.prefixes), names):
        factor = size * Fraction(10) ** _POWERS[prefix] if prefix else size
        yield prefix + name, Unit(prefix + names[0], dimension, factor, Fraction(entry.zero))


def _exact(size: str) -> Fraction:
    """`1055.05585262/3600` or `0.3048*0.3048` as a fraction."""
    first, *divisors = (part.split("*") for part in size.split("/"))
    value = Fraction(1)
    for factor in first:
        value *= Fraction(factor)
    for divisor, *factors in divisors:
        value /= Fraction(divisor)
        for factor in factors:
            value *= Fraction(factor)
    return value


def _shown(dimension: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in _by_name().values() if each.dimension == dimension))


def _suggestion(text: str, names: list[str]) -> str:
    for name in names:
        if name.lower() == text.lower() or name == _MEANT.get(text.lower()):
            return f'did you mean "{name}"?'
    return did_you_mean(text, names)
