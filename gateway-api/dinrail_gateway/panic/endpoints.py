"""GET and POST /admin/panic, POST /admin/panic/reset."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from dinrail.documents import PanicLevel
from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import Unavailable, responses
from dinrail_gateway.panic.progress import InstanceProgress, progress
from dinrail_gateway.request import Wired
from dinrail_gateway.wiring import Gateway

router = APIRouter(prefix="/admin/panic", tags=["panic"])


class PanicBody(BaseModel):
    """How much to stop, and why."""

    model_config = ConfigDict(extra="forbid")

    level: PanicLevel = "all"
    reason: Annotated[str, Field(max_length=500)] = ""


class PanicView(TypedDict):
    """The latch; since: Unix ms; saved: whether it is on disk; damaged: why the file was not understood, or empty.

    instances: what runs in containers here, and how far its stop is.
    """

    level: PanicLevel | None
    since: int
    by: str
    reason: str
    damaged: str
    saved: bool
    instances: list[InstanceProgress]


@router.get("")
async def panic_state(gateway: Wired) -> PanicView:
    """The latch and where each instance is."""
    return _view(gateway)


@router.post("")
async def panic(body: PanicBody, gateway: Wired, caller: Caller, audited: Audited) -> PanicView:
    """Latch at least this level; a lower one than is latched changes nothing. Stopping goes on in the background."""
    before = gateway.panic.latch
    after = await gateway.panic.set(body.level, by=caller.name, reason=body.reason)
    audited.change(before={"level": before.level}, after={"level": after.level, "reason": body.reason})
    return _view(gateway)


@router.post("/reset", responses=responses(Unavailable))
async def reset_panic(gateway: Wired, caller: Caller, audited: Audited) -> PanicView:
    """Release the latch: what was wanted to run before runs again."""
    before = gateway.panic.latch
    try:
        after = await gateway.panic.reset(by=caller.name)
    except OSError as error:
        raise Unavailable(str(error)[:200], key="panic_latch_unsaved", detail=str(error)[:200]) from None
    audited.change(before={"level": before.level, "reason": before.reason}, after={"level": after.level})
    return _view(gateway)


def _view(gateway: Gateway) -> PanicView:
    latch = gateway.panic.latch
    entries = gateway.instances_file.value or {}
    contained = [
        (name, entry.type, gateway.supervisor.observation(name))
        for name, entry in entries.items()
        if entry.runtime != "external"
    ]
    return {
        "level": latch.level,
        "since": latch.since,
        "by": latch.by,
        "reason": latch.reason,
        "damaged": latch.damaged,
        "saved": gateway.panic.problem is None,
        "instances": progress(contained),
    }
