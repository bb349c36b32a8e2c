"""POST /instances/{instance}/call/{method}."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Response
from typing_extensions import TypedDict

from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.calls.service import ANSWER_S
from dinrail_gateway.documents.json_text import Rejected, check_plain
from dinrail_gateway.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NoAnswer,
    NotFound,
    TooLarge,
    TooMany,
    Unavailable,
    responses,
)
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.refused import invalid

__all__ = ["Name", "router"]

router = APIRouter(prefix="/instances", tags=["instances"])

Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""A method or stream of an adapter."""
Params = Annotated[dict[str, Any] | None, Body(description="parameters of the method")]
Seconds = Annotated[float, Query(ge=1, le=ANSWER_S, description="how long to wait, in s")]


class CallAnswer(TypedDict):
    """What the adapter answered; its shape is the method's."""

    value: Any


@router.post(
    "/{instance}/call/{method}",
    response_model=CallAnswer,
    responses=responses(Forbidden, NotFound, Conflict, TooLarge, Invalid, TooMany, Unavailable, NoAnswer),
)
async def call_instance(
    instance: str, method: Name, *, caller: Caller, gateway: Wired, params: Params = None, timeout: Seconds = ANSWER_S
) -> Response:
    """Ask an instance: `browse`, `scan`, `read`, `test`, `log_level` or a method of its adapter.

    Refusals carry the adapter's reason. `read` and `browse` need a viewer, `test` of an unsaved `config` an admin,
    others an operator, unless the adapter says otherwise.
    """
    try:
        check_plain(params or {})
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    value = await gateway.calls.call(caller, instance, method, params or {}, timeout=timeout)
    return Response(b'{"value":' + bytes(value) + b"}", media_type="application/json")
