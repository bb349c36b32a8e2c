"""What a group of readings is made of."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Self

import msgspec

from dinrail.directory import IecType, Point

__all__ = ["YES_NO", "Group", "Reading", "Unreadable", "segment"]

LONGEST = 40
YES_NO = {"0": "no", "1": "yes"}


class Reading(msgspec.Struct, frozen=True):
    """One value; `path` below the instance."""

    path: str
    value: bool | int | float | str
    type: IecType
    unit: str = ""
    description: str = ""
    texts: dict[str, str] = {}

    @property
    def point(self) -> Point:
        """Its entry in the directory."""
        return Point(self.path, self.type, unit=self.unit, description=self.description, texts=self.texts)


class Unreadable(Exception):
    """A group tells nothing on this machine; `key` of the reason, `detail` in the words of who refused."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(detail or key)
        self.key, self.detail = key, detail


class Group(ABC):
    """Readings of one kind. Reads files and may block, so it is called in a thread."""

    name: ClassVar[str]

    @abstractmethod
    def read(self, now: float) -> Iterable[Reading]:
        """All of them, now in monotonic seconds; raises Unreadable, OSError."""

    def follow(self, other: Self) -> None:  # noqa: B027 - most have nothing to take over
        """Take over what another one has seen so far, in a changed configuration."""


def segment(text: str) -> str:
    """Any name as part of a path: `Package id 0` is `package_id_0`."""
    return re.sub(r"[^a-z0-9_-]+", "_", text.lower()).strip("_")[:LONGEST] or "unnamed"
