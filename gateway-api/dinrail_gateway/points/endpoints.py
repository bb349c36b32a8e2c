"""GET /points, /points/tree, /points/{address}; POST /points/{address}/write."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Response

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.errors import BadRequest, Conflict, Forbidden, Invalid, NoAnswer, NotFound, Unavailable, responses
from dinrail_gateway.points.schemas import PointPage, PointView, TreeView, WriteAnswer, WriteBody
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/points", tags=["points"])

Text = Annotated[str, Query(max_length=200)]
Prefix = Annotated[str, Query(max_length=1024)]
NONE: list[str] = []


def _json(value: Any) -> Response:
    """Thousands of points are encoded here, past the slow generic path."""
    return Response(msgspec.json.encode(value), media_type="application/json")


@router.get("", response_model=PointPage, responses=responses(BadRequest))
async def search_points(
    gateway: Wired,
    *,
    search: Text = "",
    prefix: Prefix = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
    address: Annotated[list[str], Query(max_length=500)] = NONE,
) -> Response:
    """Points by words of address and description, below a prefix; or those of some addresses that are there."""
    if address:
        return _json(gateway.points.some(address))
    return _json(gateway.points.search(search, prefix, limit, offset))


@router.get("/tree", response_model=TreeView, responses=responses(BadRequest, NotFound))
async def tree_level(gateway: Wired, path: Prefix = "") -> Response:
    """One level of the address tree."""
    return _json(gateway.points.level(path))


@router.get("/{address}", response_model=PointView, responses=responses(BadRequest, NotFound))
async def read_point(address: str, gateway: Wired) -> Response:
    """One point with its latest sample."""
    return _json(gateway.points.view(gateway.points.find(address)))


@router.post(
    "/{address}/write",
    responses=responses(BadRequest, Forbidden, NotFound, Conflict, Invalid, Unavailable, NoAnswer),
)
async def write_point(address: str, body: WriteBody, gateway: Wired, audited: Audited) -> WriteAnswer:
    """Write a value and wait until the device took it."""
    audited.change(after=body.value)
    value = await gateway.writer.write(gateway.points.find(address), body.value)
    return {"ok": True, "value": value}
