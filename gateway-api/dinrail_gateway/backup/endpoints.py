"""GET, POST /backups; POST /backups/upload; GET, DELETE /backups/{id}; file, preview and restore of one."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Request, Response

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.backup.archive import read
from dinrail_gateway.backup.jobs import as_job
from dinrail_gateway.backup.schemas import (
    BackupList,
    BackupView,
    NewBackup,
    Opening,
    PreviewView,
    RestoreBody,
    RestoredView,
    backup_view,
    preview_view,
    work_view,
)
from dinrail_gateway.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.types.service import reason_view
from dinrail_gateway.wiring import Gateway

router = APIRouter(prefix="/backups", tags=["backups"])

Id = Annotated[str, Path(min_length=1, max_length=100)]
_OPENED = responses(NotFound, Conflict, Invalid, Unavailable)
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_DOWNLOAD: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}, "description": "The file"}}


@router.get("", responses=responses(Unavailable))
async def list_backups(gateway: Wired) -> BackupList:
    """All files, what is under way, and when the schedule makes the next one."""
    found = await asyncio.to_thread(gateway.backups.shelf.all)
    return {
        "backups": [backup_view(backup) for backup in found],
        "work": work_view(gateway.backups.work),
        "next": gateway.backup_schedule.next,
        "problem": reason_view(gateway.backup_schedule.problem),
    }


@router.post("", status_code=201, responses=responses(Conflict, Invalid, Unavailable))
async def make_backup(body: NewBackup, gateway: Wired, caller: Caller, audited: Audited) -> BackupView:
    """A backup of everything now, opened with its passphrase before it counts; also seen as a job."""
    passphrase = _passphrase(gateway, body.passphrase)
    id_ = await as_job(
        gateway.jobs,
        gateway.backups,
        "backup",
        lambda: gateway.backups.create("manual", passphrase, note=body.note),
        by=caller.name,
        told=lambda made: {"backup": made},
    )
    audited.change(after={"note": body.note}, backup=id_)
    return backup_view(await asyncio.to_thread(gateway.backups.shelf.one, id_))


@router.post("/upload", status_code=201, openapi_extra=_FILE, responses=responses(Invalid, TooLarge, Unavailable))
async def upload_backup(request: Request, gateway: Wired, audited: Audited) -> BackupView:
    """Keep a file made here or elsewhere; one that is no backup is refused, with the reason."""
    data = await request.body()
    await asyncio.to_thread(read, data)
    id_ = await asyncio.to_thread(gateway.backups.shelf.add, data, "uploaded", gateway.clock.now_ms())
    audited.change(after={"bytes": len(data)}, backup=id_)
    return backup_view(await asyncio.to_thread(gateway.backups.shelf.one, id_))


@router.get("/{backup}", responses=responses(NotFound))
async def read_backup(backup: Id, gateway: Wired) -> BackupView:
    """What a file says of itself without its passphrase."""
    return backup_view(await asyncio.to_thread(gateway.backups.shelf.one, backup))


@router.get("/{backup}/file", response_class=Response, responses={**_DOWNLOAD, **responses(NotFound)})
async def download_backup(backup: Id, gateway: Wired) -> Response:
    """The file itself."""
    data = await asyncio.to_thread(gateway.backups.shelf.content, backup)
    headers = {"content-disposition": f'attachment; filename="{backup}.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


@router.delete("/{backup}", status_code=204, responses=responses(NotFound))
async def remove_backup(backup: Id, gateway: Wired) -> None:
    """Delete a file."""
    await asyncio.to_thread(gateway.backups.shelf.remove, backup)


@router.post("/{backup}/preview", responses=_OPENED)
async def preview_backup(backup: Id, gateway: Wired, body: Annotated[Opening, Body()]) -> PreviewView:
    """Open it and compare it with what runs; changes nothing."""
    return preview_view(await gateway.backups.preview(backup, _passphrase(gateway, body.passphrase)))


@router.post("/{backup}/restore", responses=_OPENED)
async def restore_backup(
    backup: Id, body: RestoreBody, gateway: Wired, caller: Caller, audited: Audited
) -> RestoredView:
    """Put items back after all were checked; how it was before is kept as a backup with this passphrase. A job, too."""
    audited.change(after={"items": body.items})
    passphrase = _passphrase(gateway, body.passphrase)
    done = await as_job(
        gateway.jobs,
        gateway.backups,
        "restore",
        lambda: gateway.backups.restore(backup, passphrase, body.items, by=caller.name),
        by=caller.name,
        told=lambda found: {"before": found.before, "items": sum(map(len, found.restored.values()))},
    )
    audited.change(after={"restored": done.restored, "before": done.before})
    return {"restored": done.restored, "before": done.before}


def _passphrase(gateway: Gateway, given: str | None) -> str:
    passphrase = given or gateway.preferences.secret("/backup/passphrase")
    if not passphrase:
        raise Invalid("a passphrase is needed", key="passphrase_missing", path="/passphrase")
    return passphrase
