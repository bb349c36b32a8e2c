"""GET /types, GET /types/{type}."""

from __future__ import annotations

from fastapi import APIRouter

from dinrail_gateway.errors import NotFound, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.types.schemas import TypeView

router = APIRouter(prefix="/types", tags=["types"])


@router.get("")
async def list_types(gateway: Wired) -> list[TypeView]:
    """Every adapter type with its schema."""
    return gateway.types.views()


@router.get("/{name}", responses=responses(NotFound))
async def get_type(name: str, gateway: Wired) -> TypeView:
    """One adapter type."""
    return gateway.types.view(name)
