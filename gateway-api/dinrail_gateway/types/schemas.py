"""What the API says about adapter types."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

__all__ = ["LimitsView", "ReadmeView", "ReasonView", "TypeView"]


class ReasonView(TypedDict):
    """A stable key with parameters; `message` is English."""

    key: str
    params: dict[str, str | int | float | bool | None]
    message: str


class LimitsView(TypedDict):
    """Resources; null means the default of the type."""

    cpu: float | None
    memory_mb: int | None
    pids: int | None
    packets_per_s: int | None
    points: int | None


class ReadmeView(TypedDict):
    """README.md of a type."""

    text: str


class TypeView(TypedDict):
    """One adapter type; `schema` is null until its image was asked; `calls`: its methods and the role each needs.

    priority: `heavy` waits for the others where the machine is short.
    """

    type: str
    kind: str
    version: str
    title: dict[str, str]
    description: dict[str, str]
    icon: str
    host: list[str]
    calls: dict[str, str]
    limits: LimitsView
    priority: Literal["normal", "heavy"]
    schema: dict[str, Any] | None
    locales: dict[str, Any]
    image: Literal["ready", "missing", "building", "failed"]
    problem: ReasonView | None
