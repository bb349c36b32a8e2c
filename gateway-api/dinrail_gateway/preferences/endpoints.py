"""GET and PUT /settings."""

from __future__ import annotations

from fastapi import APIRouter, Response

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.errors import BadRequest, Invalid, RevisionRequired, Unavailable, responses
from dinrail_gateway.instances.endpoints import revision_of
from dinrail_gateway.preferences.schemas import SettingsConflict, SettingsDocument, SettingsView
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.endpoints.tagged import IfMatch

router = APIRouter(prefix="/settings", tags=["settings"])
_CHANGES = {
    **responses(BadRequest, Invalid, RevisionRequired, Unavailable),
    409: {"model": SettingsConflict, "description": (SettingsConflict.__doc__ or "").strip()},
}


@router.get("")
async def read_settings(response: Response, gateway: Wired) -> SettingsView:
    """Settings of the whole house; the ETag is their revision."""
    return _tagged(response, gateway.preferences.view())


@router.put("", responses=_CHANGES)
async def replace_settings(
    *,
    document: SettingsDocument,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    if_match: IfMatch = None,
) -> SettingsView:
    """Replace them; If-Match must be given, `*` replaces whatever is there. A placeholder keeps the stored secret."""
    if if_match is None:
        raise RevisionRequired("If-Match names the revision the settings are based on, or * for any")
    before = gateway.preferences.view()["document"]
    view = await gateway.preferences.change(document, revision=revision_of(if_match), by=caller.name)
    audited.change(before=before, after=view["document"])
    return _tagged(response, view)


def _tagged(response: Response, view: SettingsView) -> SettingsView:
    response.headers["etag"] = f'"{view["revision"]}"'
    return view
