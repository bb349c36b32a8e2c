"""/widgets: read, add, change and remove."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter, Response

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.auth.guard import Caller
from dinrail_gateway.dashboards import edits
from dinrail_gateway.dashboards.endpoints.common import (
    CHANGES,
    EntryId,
    IfMatch,
    NewId,
    Rev,
    based_on,
    free_id,
    plain_body,
    tagged,
)
from dinrail_gateway.dashboards.model import Dashboards, full
from dinrail_gateway.dashboards.schemas import RevisionView, WidgetBody, WidgetSaved, WidgetsView
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/widgets", tags=["dashboards"])


@router.get("", response_model=WidgetsView)
async def list_widgets(caller: Caller, gateway: Wired) -> Response:
    """Widgets the asker may see, of every page."""
    view = gateway.dashboards.widgets(caller.role)
    headers = {"etag": f'"{view["rev"]}"'}
    return Response(msgspec.json.encode(view), media_type="application/json", headers=headers)


@router.post("", status_code=201, responses=CHANGES)
async def add_widget(
    *,
    widget: WidgetBody,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    id: NewId = None,  # noqa: A002 - so it is called in the address
    rev: Rev = None,
    if_match: IfMatch = None,
) -> WidgetSaved:
    """One more widget, on a page that exists."""
    dashboards = gateway.dashboards
    body, name = plain_body(widget), ""

    def build(running: Dashboards) -> Dashboards:
        nonlocal name
        name = id or free_id(widget.get("title") or widget["type"], running.widgets)
        return edits.add_widget(name, body, caller.role)(running)

    await dashboards.change(build, role=caller.role, by=caller.name, revision=based_on(rev, if_match))
    audited.change(after=widget, widget=name)
    return {"rev": tagged(response, dashboards.revision), "id": name, "widget": _widget(dashboards.store.value, name)}


@router.put("/{widget_id}", responses=CHANGES)
async def replace_widget(
    *,
    widget_id: EntryId,
    widget: WidgetBody,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    rev: Rev = None,
    if_match: IfMatch = None,
) -> WidgetSaved:
    """Another content for a widget."""
    dashboards = gateway.dashboards
    before = dashboards.store.value.widgets.get(widget_id)
    build = edits.put_widget(widget_id, plain_body(widget), caller.role)
    await dashboards.change(build, role=caller.role, by=caller.name, revision=based_on(rev, if_match))
    audited.change(before=before and full(before), after=widget)
    rev = tagged(response, dashboards.revision)
    return {"rev": rev, "id": widget_id, "widget": _widget(dashboards.store.value, widget_id)}


@router.delete("/{widget_id}", responses=CHANGES)
async def remove_widget(
    *,
    widget_id: EntryId,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    rev: Rev = None,
    if_match: IfMatch = None,
) -> RevisionView:
    """Remove a widget."""
    dashboards = gateway.dashboards
    before = dashboards.store.value.widgets.get(widget_id)
    build = edits.remove_widget(widget_id, caller.role)
    await dashboards.change(build, role=caller.role, by=caller.name, revision=based_on(rev, if_match))
    audited.change(before=before and full(before))
    return {"rev": tagged(response, dashboards.revision)}


def _widget(found: Dashboards, id_: str) -> Any:
    return full(found.widgets[id_])
