"""GET /audit."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from typing_extensions import TypedDict

from dinrail_gateway.audit.trail import Act
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/audit", tags=["audit"])

FOR_EVER = 2**53


class ActView(TypedDict):
    """One thing somebody did or was refused; ts Unix ms, `clock_unsure` when the clock was not set then."""

    ts: int
    who: str
    role: str
    by: str
    address: str
    action: str
    target: dict[str, str]
    status: int
    revision: str
    before: Any
    after: Any
    times: int
    clock_unsure: bool


@router.get("")
async def list_acts(
    gateway: Wired,
    *,
    who: Annotated[str, Query(max_length=64)] = "",
    text: Annotated[str, Query(max_length=200)] = "",
    refused: bool | None = None,
    before: Annotated[int, Query(ge=0, le=FOR_EVER)] = FOR_EVER,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[ActView]:
    """The latest acts first; `text` in the route or its target, `before` the time of the last one already seen."""
    wanted = text.lower()

    def fits(act: Act) -> bool:
        return (
            (not who or act.who == who)
            and (refused is None or (act.status >= 400) == refused)
            and wanted in f"{act.action} {' '.join(act.target.values())}".lower()
        )

    return [_view(act) for act in await gateway.audit.find(fits, before=before, limit=limit)]


def _view(act: Act) -> ActView:
    return {
        "ts": act.ts,
        "who": act.who,
        "role": act.role,
        "by": act.by,
        "address": act.address,
        "action": act.action,
        "target": act.target,
        "status": act.status,
        "revision": act.revision,
        "before": act.before,
        "after": act.after,
        "times": act.times,
        "clock_unsure": act.clock_unsure,
    }
