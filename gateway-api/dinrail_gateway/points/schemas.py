"""What the API says about points."""

from __future__ import annotations

from typing import Literal, NotRequired

from pydantic import BaseModel
from typing_extensions import TypedDict

__all__ = ["ChildView", "PointPage", "PointView", "TreeView", "WriteAnswer", "WriteBody"]

Scalar = bool | int | float | str | None


class PointView(TypedDict):
    """A point with its latest sample; `quality` is the one in effect now; `ts` Unix ms."""

    address: str
    instance: str
    path: str
    type: str | None
    unit: str
    description: str
    min: float | None
    max: float | None
    texts: dict[str, str]
    writable: bool
    value: Scalar
    ts: int | None
    quality: Literal["good", "uncertain", "bad"]
    reason: str


class PointPage(TypedDict):
    """Some of the points found; `total` counts all."""

    total: int
    items: list[PointView]


class ChildView(TypedDict):
    """One segment below a node: a point itself (`leaf` when nothing lies below), `count` points below."""

    segment: str
    address: str
    leaf: bool
    count: int
    point: NotRequired[PointView]


class TreeView(TypedDict):
    """One level of the tree."""

    path: str
    children: list[ChildView]


class WriteBody(BaseModel):
    """A value to write."""

    model_config = {"extra": "forbid", "strict": True}

    value: Scalar


class WriteAnswer(TypedDict):
    """What the device holds after the write; null when it cannot be read back."""

    ok: Literal[True]
    value: Scalar
