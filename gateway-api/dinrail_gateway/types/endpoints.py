"""GET /types, GET /types/{type}, GET /types/{type}/readme."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from dinrail_gateway.errors import NotFound, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.types.readme import read_readme
from dinrail_gateway.types.schemas import ReadmeView, TypeView

router = APIRouter(prefix="/types", tags=["types"])


@router.get("")
async def list_types(gateway: Wired) -> list[TypeView]:
    """Every adapter type with its schema."""
    return gateway.types.views()


@router.get("/{name}", responses=responses(NotFound))
async def get_type(name: str, gateway: Wired) -> TypeView:
    """One adapter type."""
    return gateway.types.view(name)


@router.get("/{name}/readme", responses=responses(NotFound))
async def get_readme(name: str, gateway: Wired) -> ReadmeView:
    """What its author says about it, as Markdown that nobody has checked."""
    found = gateway.types.view(name)
    text = await asyncio.to_thread(read_readme, gateway.settings.types, found["type"])
    if text is None:
        raise NotFound(f"the type {name!r} brings no README", key="no_readme", type=name)
    return {"text": text}
