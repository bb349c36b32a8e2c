"""Parsers by the name of their type: entry points of the group `dinrail.parsers`, no list of them anywhere."""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import msgspec

from dinrail.bms.advertisement import Advertisement
from dinrail.bms.errors import UnknownType
from dinrail.bms.parser import BMSParser, Options

__all__ = ["Suggestion", "load", "make", "suggest", "types"]

GROUP = "dinrail.parsers"
SDK = Path(__file__).resolve().parents[2]


class Suggestion(msgspec.Struct, frozen=True):
    """A type that may fit an advertisement; confidence in %."""

    type: str
    confidence: int


def types() -> list[str]:
    """Names of all types, sorted."""
    return sorted(_found())


@cache
def load(name: str) -> type[BMSParser]:
    """Class of a type; raises UnknownType."""
    entry = _found().get(name)
    if entry is None:
        raise UnknownType(f"there is no parser {name[:64]!r}; known are {', '.join(types())}", type=name[:64])
    parser = entry.load()
    if not (isinstance(parser, type) and issubclass(parser, BMSParser)):
        raise UnknownType(f"{entry.value} is not a parser", type=name)
    return parser


def make(name: str, options: Options | None = None) -> BMSParser:
    """Parser for one device; raises UnknownType, KeyMissing."""
    return load(name)(options)


def suggest(advertisement: Advertisement) -> list[Suggestion]:
    """Types that may fit, the likeliest first; empty when nothing speaks for any."""
    ratings = [Suggestion(name, load(name).matches(advertisement)) for name in types()]
    return sorted((one for one in ratings if one.confidence > 0), key=lambda one: (-one.confidence, one.type))


@cache
def _found() -> dict[str, EntryPoint]:
    return _checkout() | {entry.name: entry for entry in entry_points(group=GROUP)}


def _checkout() -> dict[str, EntryPoint]:
    """Plugins beside an SDK that runs from its source folder."""
    found: dict[str, EntryPoint] = {}
    if not (SDK / "pyproject.toml").exists():
        return found
    for path in sorted((SDK.parent / "plugins").glob("*/pyproject.toml")):
        rows = tomllib.loads(path.read_text())["project"].get("entry-points", {}).get(GROUP, {})
        if rows and str(path.parent) not in sys.path:
            sys.path.append(str(path.parent))
        found |= {name: EntryPoint(name, value, GROUP) for name, value in rows.items()}
    return found
