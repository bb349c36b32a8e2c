"""GET /node-red, and what the door before Node-RED asks about every request."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request
from typing_extensions import TypedDict

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.auth.origin import same_origin
from dinrail_gateway.auth.roles import allowed
from dinrail_gateway.errors import Forbidden, responses
from dinrail_gateway.nodered.access import needed
from dinrail_gateway.request import Wired

__all__ = ["router"]

router = APIRouter(prefix="/node-red", tags=["node-red"])
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NodeRedView(TypedDict):
    """enabled: the profile is switched on; safe: it runs without its flows; ports: where its door is, on this host."""

    enabled: bool
    alive: bool
    safe: bool
    http_port: int
    https_port: int


@router.get("")
async def read_node_red(gateway: Wired) -> NodeRedView:
    """Whether there is a Node-RED, how it is and where."""
    found, settings = gateway.node_red, gateway.settings
    return {
        "enabled": found.enabled,
        "alive": found.alive,
        "safe": found.safe,
        "http_port": settings.node_red_http_port,
        "https_port": settings.node_red_https_port,
    }


@router.get("/door", status_code=204, responses=responses(Forbidden))
async def ask_at_the_door(
    *,
    request: Request,
    caller: Caller,
    audited: Audited,
    x_forwarded_method: Annotated[str, Header()],
    x_forwarded_uri: Annotated[str, Header()],
    x_dinrail_upgrade: Annotated[str, Header()] = "",
) -> None:
    """204 when who asks may send that request on to Node-RED; the door tells method and path."""
    audited.change(request=f"{x_forwarded_method} {x_forwarded_uri.partition('?')[0]}"[:200])
    changes = x_forwarded_method not in _READING or x_dinrail_upgrade != ""
    by_page = caller.kind == "session"
    if by_page and changes and not same_origin(request.headers, required=x_dinrail_upgrade != ""):
        raise Forbidden("the request comes from a foreign page", key="foreign_origin")
    role = needed(x_forwarded_uri)
    if not allowed(caller.role, role):
        raise Forbidden(f"this needs the role {role}", key="role_missing", role=role)
