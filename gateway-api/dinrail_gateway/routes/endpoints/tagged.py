"""What the endpoints that change routes have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Response

from dinrail_gateway.errors import BadRequest, Invalid, NoAnswer, NotFound, TooLarge, Unavailable, responses
from dinrail_gateway.routes.schemas import RoutesConflict, RoutesView

__all__ = ["CHANGES", "IfMatch", "tagged"]

IfMatch = Annotated[str | None, Header(description='revision the change is based on, e.g. `"17"`')]
CHANGES = {
    **responses(BadRequest, NotFound, TooLarge, Invalid, Unavailable, NoAnswer),
    409: {"model": RoutesConflict, "description": (RoutesConflict.__doc__ or "").strip()},
}
"""Refusals of a change."""


def tagged(response: Response, view: RoutesView) -> RoutesView:
    """The view, its revision as ETag."""
    response.headers["etag"] = f'"{view["revision"]}"'
    return view
