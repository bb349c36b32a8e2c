"""What the API says about routes."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from dinrail_gateway.types.schemas import ReasonView

__all__ = ["AppliedView", "RoutesView"]


class AppliedView(TypedDict):
    """What the router runs on; `rev` null when that is no revision known here; `rejected` why not the present one."""

    rev: int | None
    rejected: ReasonView | None


class RoutesView(TypedDict):
    """The routing file, its revision, and what the router made of it."""

    document: dict[str, Any]
    revision: int
    applied: AppliedView
