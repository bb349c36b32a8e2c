"""/widget-types: the widget types that plugins bring, and their pages."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from dinrail_gateway.errors import NotFound, responses
from dinrail_gateway.request import Wired
from dinrail_gateway.widgets.framing import HEADERS, framed
from dinrail_gateway.widgets.schemas import WidgetTypeView, view

router = APIRouter(prefix="/widget-types", tags=["dashboards"])


@router.get("")
async def list_widget_types(gateway: Wired) -> list[WidgetTypeView]:
    """Every one, also those that cannot be used, with the reason."""
    return [view(plugin) for plugin in await asyncio.to_thread(gateway.widget_plugins.all)]


@router.get("/{name}/page", response_class=HTMLResponse, responses=responses(NotFound))
async def get_widget_page(name: str, gateway: Wired) -> HTMLResponse:
    """What a widget of this type shows, for a frame; it has no rights, no network and no address of its own."""
    return HTMLResponse(framed(await asyncio.to_thread(gateway.widget_plugins.page, name)), headers=HEADERS)
