"""/dashboards/export and /dashboards/import."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.dashboards.difference import difference
from dinrail_gateway.dashboards.endpoints.common import CHANGES, tagged
from dinrail_gateway.dashboards.schemas import DashboardDocument, ImportBody, ImportView
from dinrail_gateway.dashboards.transfer import exported, imported
from dinrail_gateway.dashboards.visibility import seen
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/dashboards", tags=["dashboards"])


@router.get("/export")
async def export_dashboards(response: Response, caller: Caller, gateway: Wired) -> DashboardDocument:
    """Everything the asker may see, as a file for another house."""
    response.headers["content-disposition"] = 'attachment; filename="dashboards.json"'
    return exported(gateway.dashboards.seen(caller.role), gateway.dashboards.store.keeping)


@router.post("/import", responses=CHANGES)
async def import_dashboards(
    body: ImportBody, response: Response, caller: Caller, gateway: Wired, audited: Audited
) -> ImportView:
    """Take an export; checked as a whole before anything is changed. With `dry_run` only told what would change."""
    dashboards, role = gateway.dashboards, caller.role
    before = dashboards.store.value
    build = imported(body.document, body.mode, dashboards.store.keeping, role)
    audited.asks = body.dry_run
    if body.dry_run:
        after = await dashboards.trial(build)
    else:
        await dashboards.change(build, role=role, by=caller.name, revision=body.rev, action="import")
        after = dashboards.store.value
        audited.change(after={"mode": body.mode})
    diff = await asyncio.to_thread(lambda: difference(seen(before, role), seen(after, role)))
    return {"rev": tagged(response, dashboards.revision), "diff": diff}
