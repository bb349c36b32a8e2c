"""/pages: read, add, change and remove, and a whole page with its widgets."""

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
from dinrail_gateway.dashboards.schemas import (
    ContentBody,
    ContentView,
    PageBody,
    PageSaved,
    PagesView,
    RevisionView,
)
from dinrail_gateway.request import Wired

router = APIRouter(prefix="/pages", tags=["dashboards"])


@router.get("", response_model=PagesView)
async def list_pages(caller: Caller, gateway: Wired) -> Response:
    """Pages the asker may see."""
    view = gateway.dashboards.pages(caller.role)
    headers = {"etag": f'"{view["rev"]}"'}
    return Response(msgspec.json.encode(view), media_type="application/json", headers=headers)


@router.post("", status_code=201, responses=CHANGES)
async def add_page(
    *,
    page: PageBody,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    id: NewId = None,  # noqa: A002 - so it is called in the address
    rev: Rev = None,
    if_match: IfMatch = None,
) -> PageSaved:
    """One more page."""
    dashboards = gateway.dashboards
    body, name = plain_body(page), ""

    def build(running: Dashboards) -> Dashboards:
        nonlocal name
        name = id or free_id(page["title"], running.pages)
        return edits.add_page(name, body, caller.role)(running)

    await dashboards.change(build, role=caller.role, by=caller.name, revision=based_on(rev, if_match))
    audited.change(after=page, page=name)
    return {"rev": tagged(response, dashboards.revision), "id": name, "page": _page(dashboards.store.value, name)}


@router.put("/{page_id}", responses=CHANGES)
async def replace_page(
    *,
    page_id: EntryId,
    page: PageBody,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    rev: Rev = None,
    if_match: IfMatch = None,
) -> PageSaved:
    """Another title, place, role or other options for a page; its widgets stay."""
    dashboards = gateway.dashboards
    before = dashboards.store.value.pages.get(page_id)
    build = edits.put_page(page_id, plain_body(page), caller.role)
    await dashboards.change(build, role=caller.role, by=caller.name, revision=based_on(rev, if_match))
    audited.change(before=before and full(before), after=page)
    return {"rev": tagged(response, dashboards.revision), "id": page_id, "page": _page(dashboards.store.value, page_id)}


@router.delete("/{page_id}", responses=CHANGES)
async def remove_page(
    *,
    page_id: EntryId,
    response: Response,
    caller: Caller,
    gateway: Wired,
    audited: Audited,
    rev: Rev = None,
    if_match: IfMatch = None,
) -> RevisionView:
    """Remove a page and every widget on it."""
    dashboards = gateway.dashboards
    before = _content(dashboards.store.value, page_id)
    build = edits.remove_page(page_id, caller.role)
    await dashboards.change(build, role=caller.role, by=caller.name, revision=based_on(rev, if_match))
    audited.change(before=before)
    return {"rev": tagged(response, dashboards.revision)}


@router.put("/{page_id}/content", responses=CHANGES)
async def replace_content(
    *, page_id: EntryId, body: ContentBody, response: Response, caller: Caller, gateway: Wired, audited: Audited
) -> ContentView:
    """Save a whole page as one version; one that does not exist is made. Widgets of it that are not in the body are
    removed, except those the asker does not see.
    """
    dashboards = gateway.dashboards
    page, widgets = plain_body(body.page), plain_body(body.widgets)
    before = _content(dashboards.store.value, page_id)
    build = edits.put_content(page_id, page, widgets, caller.role)
    await dashboards.change(build, role=caller.role, by=caller.name, revision=body.rev)
    audited.change(before=before, after={"page": page, "widgets": widgets})
    saved: Any = _content(dashboards.seen(caller.role), page_id)
    rev = tagged(response, dashboards.revision)
    return {"rev": rev, "page": saved["page"], "widgets": saved["widgets"]}


def _page(found: Dashboards, id_: str) -> Any:
    return full(found.pages[id_])


def _content(found: Dashboards, id_: str) -> dict[str, Any] | None:
    page = found.pages.get(id_)
    if page is None:
        return None
    widgets = {name: full(widget) for name, widget in found.widgets.items() if widget.page == id_}
    return {"page": full(page), "widgets": widgets}
