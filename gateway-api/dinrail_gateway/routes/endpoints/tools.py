"""POST /routes/lint, POST /routes/preview, GET /routes/language: answered by the router."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from dinrail.sample import Scalar
from dinrail_gateway.audit.recorder import ASKS
from dinrail_gateway.documents.json_text import Rejected, check_plain
from dinrail_gateway.errors import Invalid, NoAnswer, Unavailable, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.routes.answers import LanguageView, LintView, PreviewView
from dinrail_gateway.routes.refused import invalid

router = APIRouter(prefix="/routes", tags=["routes"])

_ASKS = responses(Invalid, Unavailable, NoAnswer)


class LintBody(BaseModel):
    """A routing file that is not saved."""

    model_config = ConfigDict(extra="forbid", strict=True)

    document: dict[str, Any]


class PreviewBody(BaseModel):
    """A route that is not saved, with what it needs of the file; `samples`: how many present values are run at most,
    or `value` in place of them.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    route: dict[str, Any]
    pipelines: dict[str, Any] | None = None
    place: dict[str, Any] | None = None
    samples: Annotated[int, Field(ge=1, le=200)] | None = None
    value: Scalar = None


@router.post("/lint", response_model=LintView, responses=_ASKS, dependencies=[ASKS])
async def lint_routes(body: LintBody, gateway: Wired) -> Response:
    """Everything wrong or doubtful in a routing file; lines are those of the file as it would be saved."""
    findings = await gateway.linter.examine(body.document)
    return Response(msgspec.json.encode({"findings": findings}), media_type="application/json")


@router.post("/preview", response_model=PreviewView, responses=_ASKS, dependencies=[ASKS])
async def preview_route(body: PreviewBody, gateway: Wired) -> Response:
    """What a route would do with the values its points have now; nothing is sent."""
    told = body.model_dump(exclude_unset=True)
    params = {name: value for name, value in told.items() if value is not None or name == "value"}
    try:
        check_plain(params)
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    return Response(bytes(await gateway.router_calls.ask("preview", params)), media_type="application/json")


@router.get("/language", response_model=LanguageView, responses=_ASKS)
async def read_language(gateway: Wired) -> Response:
    """Operators, variables and functions, with examples."""
    return Response(bytes(await gateway.router_calls.ask("language", {})), media_type="application/json")
