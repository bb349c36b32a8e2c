"""/holds and /instances/{id}/hold: maintenance holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from dinrail.documents import Hold
from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import Invalid, NotFound, TooMany, Unavailable, responses
from dinrail_gateway.request import Wired

router = APIRouter(tags=["holds"])

LONGEST_MIN = 7 * 24 * 60
Path = Annotated[str, Field(max_length=500)]


class HoldBody(BaseModel):
    """For how long, why, and below which path of the instance; empty: all of it."""

    model_config = ConfigDict(extra="forbid")

    minutes: Annotated[float, Field(gt=0, le=LONGEST_MIN, allow_inf_nan=False)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    path: Path = ""


class HoldView(TypedDict):
    """Points at and below `path` (empty: all) keep their last value and take no write; times in Unix ms."""

    instance: str
    path: str
    by: str
    reason: str
    since: int
    until: int


@router.get("/holds")
async def list_holds(gateway: Wired) -> list[HoldView]:
    """What is under maintenance now."""
    return [_view(name, hold) for name, holds in sorted(gateway.holds.all().items()) for hold in holds]


@router.put("/instances/{instance}/hold", responses=responses(NotFound, Invalid, TooMany, Unavailable))
async def put_hold(instance: str, body: HoldBody, gateway: Wired, caller: Caller, audited: Audited) -> HoldView:
    """Keep its last values, flagged, and refuse writes, until the time is over; survives restarts of every part."""
    gateway.instances.entry(instance)
    hold = await gateway.holds.put(instance, body.path, seconds=body.minutes * 60, reason=body.reason, by=caller.name)
    view = _view(instance, hold)
    audited.change(after=view)
    return view


@router.delete("/instances/{instance}/hold", status_code=204, responses=responses(NotFound, Unavailable))
async def release_hold(
    instance: str, gateway: Wired, audited: Audited, path: Annotated[str, Query(max_length=500)] = ""
) -> None:
    """End a hold before its time."""
    gateway.instances.entry(instance)
    audited.change(before=_view(instance, await gateway.holds.release(instance, path)))


def _view(instance: str, hold: Hold) -> HoldView:
    return {
        "instance": instance,
        "path": hold.path,
        "by": hold.by,
        "reason": hold.reason,
        "since": hold.since,
        "until": hold.until,
    }
