"""POST /pages/from-instance: a page to begin with."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from fastapi import APIRouter

from dinrail.directory import IecType, Point
from dinrail.sample import Scalar
from dinrail_gateway.audit.recorder import ASKS
from dinrail_gateway.dashboards.endpoints.common import free_id
from dinrail_gateway.dashboards.model import full
from dinrail_gateway.dashboards.schemas import FromInstance, ProposalView
from dinrail_gateway.dashboards.templates.proposal import propose
from dinrail_gateway.errors import BadRequest, Conflict, NotFound, responses
from dinrail_gateway.points.space import Entry
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/pages", tags=["dashboards"])


@router.post("/from-instance", responses=responses(BadRequest, NotFound, Conflict), dependencies=[ASKS])
async def propose_page(body: FromInstance, gateway: Wired) -> ProposalView:
    """A page made for an instance from its points: nothing is saved, its ids are free."""
    title = body.title or gateway.instances.entry(body.instance).title or body.instance
    entries = gateway.space.ordered(body.instance)
    if not entries:
        raise Conflict("the instance has told of no points yet", key="instance_without_points", id=body.instance)
    running = gateway.dashboards.store.value
    id_ = free_id(body.instance, running.pages)
    texts = {
        _path(entry): entry.sample.value for entry in entries if entry.sample and isinstance(entry.sample.value, str)
    }
    page, widgets = await asyncio.to_thread(
        propose,
        body.instance,
        [_point(entry) for entry in entries],
        title=title,
        language=body.language,
        page=id_,
        taken=frozenset(running.widgets),
        texts=texts,
    )
    view: Any = {name: full(widget) for name, widget in widgets.items()}
    shown: Any = full(page)
    return {"id": id_, "page": shown, "widgets": view}


def _path(entry: Entry) -> str:
    return entry.address[len(entry.instance) + 1 :]


def _point(entry: Entry) -> Point:
    """What no directory tells of is what its value looks like."""
    if entry.point is not None:
        return msgspec.structs.replace(entry.point, path=_path(entry))
    return Point(_path(entry), _type(entry.sample.value if entry.sample else None))


def _type(value: Scalar) -> IecType:
    if isinstance(value, bool):
        return "BOOL"
    return "STRING" if isinstance(value, str) else "LREAL"
