"""/instances: list, add, read, change, remove, validate, logs; /admin/instances: statistics and operations."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Query, Response

from dinrail_gateway.audit.recorder import ASKS, Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import BadRequest, Conflict, Invalid, NoAnswer, NotFound, Unavailable, responses
from dinrail_gateway.instances.schemas import (
    CloneBody,
    InstanceBody,
    InstanceView,
    LogView,
    NewInstanceBody,
    ReachView,
    RenameBody,
    StatsView,
    StatusAnswer,
    ValidateBody,
    Validation,
)
from dinrail_gateway.jobs.schemas import JobView
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/instances", tags=["instances"])
admin = APIRouter(prefix="/admin/instances", tags=["instances"])

# A proxy that compresses puts the name of its method behind the ETag.
_REVISION = re.compile(r'(?:W/)?"?([0-9]{1,18})(?:-[a-z]{1,8})?"?')

IfMatch = Annotated[str | None, Header(description='revision the change is based on, e.g. `"17"`')]
_WRITES = responses(BadRequest, NotFound, Conflict, Invalid, Unavailable)
_OPERATES = responses(NotFound, Conflict, Unavailable)


def revision_of(if_match: str | None) -> int | None:
    """Revision in an If-Match header; None for none or `*`."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _REVISION.fullmatch(if_match.strip())
    if found is None:
        raise BadRequest("If-Match is not a revision", key="if_match_invalid")
    return int(found[1])


def _tagged(response: Response, view: InstanceView) -> InstanceView:
    response.headers["etag"] = f'"{view["revision"]}"'
    return view


def _defined(view: InstanceView) -> dict[str, Any]:
    """What was decided about an instance, without what it is doing."""
    return {key: value for key, value in view.items() if key not in ("status", "revision")}


@router.get("")
async def list_instances(gateway: Wired) -> list[InstanceView]:
    """All instances with their status."""
    return gateway.instances.views()


@router.post("", status_code=201, responses=responses(Conflict, Invalid, Unavailable))
async def add_instance(body: NewInstanceBody, response: Response, gateway: Wired, audited: Audited) -> InstanceView:
    """A new instance; started when enabled."""
    view = await gateway.instances.create(body)
    audited.change(after=_defined(view), instance=body.id)
    return _tagged(response, view)


@router.post("/validate", dependencies=[ASKS])
async def validate_instance(body: ValidateBody, gateway: Wired) -> Validation:
    """Try a configuration against its type; nothing is kept."""
    return await gateway.instances.validate(body.type, body.config, body.id)


@router.get("/{instance}", responses=responses(NotFound))
async def read_instance(instance: str, response: Response, gateway: Wired) -> InstanceView:
    """One instance; the ETag is its revision."""
    return _tagged(response, gateway.instances.view(instance))


@router.put("/{instance}", responses=_WRITES)
async def replace_instance(
    *,
    instance: str,
    body: InstanceBody,
    response: Response,
    gateway: Wired,
    audited: Audited,
    if_match: IfMatch = None,
) -> InstanceView:
    """Change an instance; 409 with the present one when If-Match is not its revision any more."""
    before = gateway.instances.view(instance)
    gateway.operations.turns.require_free(instance)
    view = await gateway.instances.replace(instance, body, revision_of(if_match))
    audited.change(before=_defined(before), after=_defined(view))
    return _tagged(response, view)


@router.delete("/{instance}", status_code=204, responses=_WRITES)
async def remove_instance(instance: str, gateway: Wired, audited: Audited, if_match: IfMatch = None) -> None:
    """Remove an instance, its container and everything it left on the bus."""
    audited.change(before=_defined(gateway.instances.view(instance)))
    gateway.operations.turns.require_free(instance)
    await gateway.instances.remove(instance, revision_of(if_match))


@router.post("/{instance}/clone", status_code=201, responses=_WRITES)
async def clone_instance(
    instance: str, body: CloneBody, response: Response, gateway: Wired, audited: Audited
) -> InstanceView:
    """Another one like it with its secrets, switched off."""
    view = await gateway.instances.clone(instance, body.id, body.title)
    audited.change(after=_defined(view), instance=instance)
    return _tagged(response, view)


@router.post("/{instance}/rename", status_code=202, responses=_WRITES)
async def rename_instance(instance: str, body: RenameBody, gateway: Wired, caller: Caller, audited: Audited) -> JobView:
    """Another id: its topics move, what lay under the old ones is cleared, routes that name it follow. A job."""
    job = gateway.renaming.begin(instance, body.id, routes=body.routes, by=caller.name)
    audited.change(before={"id": instance}, after={"id": body.id})
    return job.view()


@router.get("/{instance}/reach", responses=responses(NotFound, Unavailable))
async def read_reach(instance: str, gateway: Wired) -> ReachView:
    """What stops delivering when it does."""
    return gateway.operations.reach(instance)


@router.get("/{instance}/logs", responses=responses(NotFound, Unavailable))
async def read_logs(instance: str, gateway: Wired, lines: Annotated[int, Query(ge=1, le=5000)] = 200) -> LogView:
    """The last lines of its output, oldest first."""
    return await gateway.operations.logs(instance, lines)


@admin.get("/stats", response_model=list[StatsView])
async def read_stats(gateway: Wired) -> Response:
    """Resources of every instance."""
    return Response(msgspec.json.encode(gateway.operations.stats()), media_type="application/json")


@admin.post("/{instance}/start", responses=_OPERATES)
async def start_instance(instance: str, gateway: Wired) -> StatusAnswer:
    """Want it running."""
    return {"status": await gateway.operations.start(instance)}


@admin.post("/{instance}/stop", responses=_OPERATES)
async def stop_instance(instance: str, gateway: Wired) -> StatusAnswer:
    """Want it stopped."""
    return {"status": await gateway.operations.stop(instance)}


@admin.post("/{instance}/restart", responses=_OPERATES)
async def restart_instance(instance: str, gateway: Wired) -> StatusAnswer:
    """Soft stop, then start."""
    return {"status": await gateway.operations.restart(instance)}


@admin.post("/{instance}/reactivate", responses=responses(NotFound, Unavailable, NoAnswer))
async def reactivate_instance(instance: str, gateway: Wired) -> StatusAnswer:
    """Let it go on after a flood: its breaker is closed, it may speak on the bus again, and is started."""
    return {"status": await gateway.operations.reactivate(instance)}


@admin.post("/{instance}/kill", responses=_OPERATES)
async def kill_instance(instance: str, gateway: Wired, confirm: bool = False) -> StatusAnswer:
    """End it by SIGKILL; the watchdog starts it again. One that routes depend on wants `confirm`."""
    return {"status": await gateway.operations.kill(instance, confirmed=confirm)}
