"""The profiles one can name: shipped ones from their files, others from the configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from dinrail.errors import ConfigError
from dinrail_modbus.checks import check_point
from dinrail_modbus.profiles.document import Document, DocumentError, read_document
from dinrail_modbus.profiles.schema import Profile

__all__ = ["FOLDER", "SUNSPEC", "Catalog", "ProfileError", "parse_profile", "shipped_names"]

SUNSPEC = "sunspec"
"""The name that means: whatever SunSpec finds, without a profile."""

_PACKAGE = Path(__file__).resolve().parent
FOLDER = next(
    (folder for folder in (_PACKAGE / "shipped", _PACKAGE.parent.parent / "profiles") if folder.is_dir()), _PACKAGE
)
"""Installed inside the package, in a checkout beside it."""
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


class ProfileError(Exception):
    """A profile that cannot be used: `file` (or where it stands), `line` (0 unknown), `pointer` and `message`."""

    def __init__(self, file: str, message: str, *, pointer: str = "", line: int = 0, unknown: bool = False) -> None:
        place = f":{line}" if line else ""
        super().__init__(f"{file}{place}: {message}{f' ({pointer})' if pointer else ''}")
        self.file = file
        self.message = message
        self.pointer = pointer
        self.line = line
        self.unknown = unknown


class Catalog:
    """Profiles by name; own ones go before shipped ones of the same name. Nothing is read before it is asked for."""

    def __init__(self, own: Mapping[str, dict[str, Any]] | None = None) -> None:
        self._own = own or {}

    def names(self) -> list[str]:
        """Everything that can be asked for, except `sunspec`."""
        return sorted({*self._own, *shipped_names()})

    def profile(self, name: str) -> Profile:
        """One profile; raises ProfileError."""
        if name in self._own:
            return _typed(Document(self._own[name], {}), f"profiles/{name}", lines=False)
        if name not in shipped_names():
            raise ProfileError(name, "there is no profile of this name", unknown=True)
        return _shipped(name)


@cache
def shipped_names() -> tuple[str, ...]:
    """vendor/model of every file."""
    return tuple(sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.yaml")))


@cache
def _shipped(name: str) -> Profile:
    path = FOLDER / f"{name}.yaml"
    return parse_profile(path.read_text("utf-8"), path.name)


def parse_profile(text: str, file: str) -> Profile:
    """A profile file; raises ProfileError with file, line and reason."""
    try:
        document = read_document(text)
    except DocumentError as error:
        raise ProfileError(file, error.message, line=error.line) from None
    return _typed(document, file, lines=True)


def _typed(document: Document, file: str, *, lines: bool) -> Profile:
    def refuse(message: str, pointer: str) -> ProfileError:
        return ProfileError(file, message, pointer=pointer, line=document.line(pointer) if lines else 0)

    try:
        profile = msgspec.convert(_with_table(document.data), Profile)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        raise refuse(message, _pointer(path.rstrip("`"))) from None
    names: set[str] = set()
    for index, point in enumerate(profile.points):
        try:
            check_point(point, profile.limits.max_registers, f"/points/{index}")
        except ConfigError as error:
            raise refuse(error.message, error.path) from None
        if point.name in names:
            raise refuse(f"{point.name!r} is there twice", f"/points/{index}/name")
        names.add(point.name)
    for index, probe in enumerate(profile.match.probes):
        if not (probe.equals or probe.starts or len(probe.between) == 2):
            raise refuse("a probe needs equals, starts or between", f"/match/probes/{index}")
    return profile


def _with_table(data: Any) -> Any:
    """The points with the table of the profile where they name none."""
    if not isinstance(data, dict) or not isinstance(data.get("points"), list) or "table" not in data:
        return data
    points = [{"table": data["table"], **point} if isinstance(point, dict) else point for point in data["points"]]
    return {**data, "points": points}


def _pointer(path: str) -> str:
    """`$.points[3].type` as /points/3/type."""
    steps = [name or number for name, number in _STEP.findall(path)]
    return "".join(f"/{step}" for step in steps if step != "...")
