"""GET /errors, GET and DELETE /errors/{fingerprint}, POST /errors/seen, POST /errors/{fingerprint}/seen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from typing_extensions import TypedDict

from dinrail_gateway.errorlog.store import Fault
from dinrail_gateway.errorlog.store import Query as Wanted
from dinrail_gateway.errors import NotFound, Unavailable, responses
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/errors", tags=["errors"])

Fingerprint = Annotated[str, Path(min_length=1, max_length=64)]


class FaultView(TypedDict):
    """One kind of error; times in Unix ms, `parts`: who had it and how often."""

    fingerprint: str
    type: str
    message: str
    first: int
    last: int
    count: int
    new: bool
    parts: dict[str, int]


class FaultPage(TypedDict):
    """A page, the latest first; `dropped`: how many found no room since the start."""

    total: int
    errors: list[FaultView]
    dropped: int


class OccurrenceView(TypedDict):
    """One time it happened, `count` times since the one before."""

    part: str
    ts: int
    count: int
    message: str
    context: str
    traceback: str


class FaultDetail(TypedDict):
    """A fault and when it happened, the latest first, at most 50."""

    error: FaultView
    occurrences: list[OccurrenceView]


class Seen(TypedDict):
    """How many were marked."""

    seen: int


@router.get("", responses=responses(Unavailable))
async def list_errors(
    gateway: Wired,
    *,
    part: Annotated[str, Query(max_length=64)] = "",
    text: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[int, Query(ge=0, lt=2**53)] = 0,
    only_new: bool = False,
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> FaultPage:
    """Errors of all parts, grouped by what is the same fault."""
    wanted = Wanted(part=part, text=text, since=since, only_new=only_new, start=start, limit=limit)
    total, faults = await gateway.error_log.ask(lambda store: store.faults(wanted))
    return {"total": total, "errors": [_view(fault) for fault in faults], "dropped": gateway.error_log.dropped}


@router.post("/seen", responses=responses(Unavailable))
async def see_all(gateway: Wired) -> Seen:
    """Nothing of what is listed is new any more."""
    now = gateway.clock.now_ms()
    return {"seen": await gateway.error_log.ask(lambda store: store.see(None, now))}


@router.get("/{fingerprint}", responses=responses(NotFound, Unavailable))
async def read_error(fingerprint: Fingerprint, gateway: Wired) -> FaultDetail:
    """One fault with its stack traces."""
    found = await gateway.error_log.ask(lambda store: store.fault(fingerprint))
    if found is None:
        raise _missing(fingerprint)
    fault, occurrences = found
    return {
        "error": _view(fault),
        "occurrences": [
            {
                "part": each.part,
                "ts": each.ts,
                "count": each.count,
                "message": each.message,
                "context": each.context,
                "traceback": each.traceback,
            }
            for each in occurrences
        ],
    }


@router.post("/{fingerprint}/seen", responses=responses(NotFound, Unavailable))
async def see_error(fingerprint: Fingerprint, gateway: Wired) -> Seen:
    """Somebody looked at it; it is new again when it happens again."""
    now = gateway.clock.now_ms()
    seen = await gateway.error_log.ask(lambda store: store.see(fingerprint, now))
    if not seen:
        raise _missing(fingerprint)
    return {"seen": seen}


@router.delete("/{fingerprint}", status_code=204, responses=responses(NotFound, Unavailable))
async def forget_error(fingerprint: Fingerprint, gateway: Wired) -> None:
    """Delete one fault and everything kept of it."""
    if not await gateway.error_log.ask(lambda store: store.forget(fingerprint)):
        raise _missing(fingerprint)


def _view(fault: Fault) -> FaultView:
    return {
        "fingerprint": fault.fingerprint,
        "type": fault.type,
        "message": fault.message,
        "first": fault.first,
        "last": fault.last,
        "count": fault.count,
        "new": fault.new,
        "parts": fault.parts,
    }


def _missing(fingerprint: str) -> NotFound:
    return NotFound(f"there is no error {fingerprint!r}", key="error_unknown", fingerprint=fingerprint)
