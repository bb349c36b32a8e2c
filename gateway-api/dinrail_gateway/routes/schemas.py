"""What the API says about routes."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from dinrail_gateway.errors import ErrorBody
from dinrail_gateway.types.schemas import ReasonView

__all__ = ["AppliedView", "ChangeView", "Kind", "RoutesConflict", "RoutesView", "VersionDetail", "VersionView"]

Kind = Literal["added", "removed", "changed", "moved"]


class AppliedView(TypedDict):
    """What the router runs on; `rev` null when that is no revision known here; `rejected` why not the present one."""

    rev: int | None
    rejected: ReasonView | None


class RoutesView(TypedDict):
    """The routing file, its revision, and what the router made of it."""

    document: dict[str, Any]
    revision: int
    applied: AppliedView


class ChangeView(TypedDict):
    """One difference: `route` is its id or its place from 1; for anything beside the routes it is empty and `field`
    names the member of the file. `theirs` is what stands there now, `mine` what the asker has; missing where none.
    """

    route: str
    field: str
    kind: Kind
    mine: NotRequired[Any]
    theirs: NotRequired[Any]


class RoutesConflict(ErrorBody):
    """Somebody was faster: the present routes, and what changed since the revision the change was based on."""

    current: RoutesView
    diff: list[ChangeView]


class VersionView(TypedDict):
    """One earlier content; `by` is null for an edit of the file, `routes` (how many) for a damaged copy."""

    revision: int
    ts: int
    by: str | None
    routes: int | None
    current: bool


class VersionDetail(TypedDict):
    """One earlier content, and what changed from it to the present one."""

    document: dict[str, Any]
    diff: list[ChangeView]
