"""One change to the dashboards, as somebody of a role may make it; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from dinrail_gateway.auth.roles import Role
from dinrail_gateway.dashboards.model import Dashboards, Page, Widget
from dinrail_gateway.dashboards.reading import homeless, read_pages, read_widgets
from dinrail_gateway.dashboards.store import Build
from dinrail_gateway.dashboards.visibility import require, seen, sees
from dinrail_gateway.documents.json_text import Rejected, escape
from dinrail_gateway.errors import Conflict, Forbidden, NotFound
from dinrail_gateway.problems.board import Problem

__all__ = ["add_page", "add_widget", "put_content", "put_page", "put_widget", "remove_page", "remove_widget"]

E = TypeVar("E", Page, Widget)


def add_page(id_: str, raw: Any, role: Role) -> Build:
    """One more page."""

    def build(running: Dashboards) -> Dashboards:
        _require_new(id_, running.pages)
        return Dashboards({**running.pages, id_: _page(id_, raw, role)}, running.widgets)

    return build


def put_page(id_: str, raw: Any, role: Role) -> Build:
    """Another content for a page."""

    def build(running: Dashboards) -> Dashboards:
        _require_known(running, running.pages, id_, role, "page")
        return Dashboards({**running.pages, id_: _page(id_, raw, role)}, running.widgets)

    return build


def remove_page(id_: str, role: Role) -> Build:
    """Without the page and everything on it."""

    def build(running: Dashboards) -> Dashboards:
        _require_known(running, running.pages, id_, role, "page")
        on_it = {name: widget for name, widget in running.widgets.items() if widget.page == id_}
        for widget in on_it.values():
            require(widget, role)
        return Dashboards(_without(running.pages, id_), _without(running.widgets, *on_it))

    return build


def add_widget(id_: str, raw: Any, role: Role) -> Build:
    """One more widget."""

    def build(running: Dashboards) -> Dashboards:
        _require_new(id_, running.widgets)
        return _with_widget(running, id_, raw, role)

    return build


def put_widget(id_: str, raw: Any, role: Role) -> Build:
    """Another content for a widget."""

    def build(running: Dashboards) -> Dashboards:
        _require_known(running, running.widgets, id_, role, "widget")
        return _with_widget(running, id_, raw, role)

    return build


def remove_widget(id_: str, role: Role) -> Build:
    """Without the widget."""

    def build(running: Dashboards) -> Dashboards:
        _require_known(running, running.widgets, id_, role, "widget")
        return Dashboards(running.pages, _without(running.widgets, id_))

    return build


def put_content(id_: str, page: Any, widgets: Mapping[str, Any], role: Role) -> Build:
    """A whole page, new or not; what waited for a new one and widgets on it that the role does not see stay."""

    def build(running: Dashboards) -> Dashboards:
        if id_ in running.pages and not sees(running, running.pages[id_], role):
            # Who makes a new page does not know of it.
            raise Conflict(f"there is {id_!r} already", key="id_taken", id=id_)
        saved = read_pages({id_: page}, "/page")
        require(saved[id_], role, "/page/role")
        wanted = read_widgets({name: {**raw, "page": id_} for name, raw in widgets.items()}, "/widgets")
        for name, widget in wanted.items():
            require(widget, role, f"/widgets/{escape(name)}/role")
        if taken := [problem for name in wanted for problem in _elsewhere(running, name, id_, role)]:
            raise Rejected(*taken)
        shown = seen(running, role).widgets if id_ in running.pages else {}
        kept = {name: widget for name, widget in running.widgets.items() if widget.page != id_ or name not in shown}
        in_place = {name: wanted.get(name) or kept[name] for name in running.widgets if name in wanted or name in kept}
        return Dashboards({**running.pages, **saved}, in_place | wanted)

    return build


def _elsewhere(running: Dashboards, name: str, page: str, role: Role) -> Iterator[Problem]:
    there = running.widgets.get(name)
    if there is None:
        return
    place = f"/widgets/{escape(name)}"
    if not sees(running, there, role):
        yield Problem.at(place, "id_taken", f"{name!r} is the id of another widget", id=name)
    elif there.page != page:
        message = f"{name!r} is a widget of the page {there.page!r}"
        yield Problem.at(place, "widget_taken", message, id=name, page=there.page)


def _page(id_: str, raw: Any, role: Role) -> Page:
    page: Page = _one(read_pages, id_, raw)
    require(page, role, "/role")
    return page


def _with_widget(running: Dashboards, id_: str, raw: Any, role: Role) -> Dashboards:
    widget: Widget = _one(read_widgets, id_, raw)
    require(widget, role, "/role")
    if widget.page in running.pages:
        require(running.pages[widget.page], role, "/page")
    else:
        problems = homeless(Dashboards(running.pages, {id_: widget}))
        raise Rejected(*_stripped(problems, id_))
    return Dashboards(running.pages, {**running.widgets, id_: widget})


def _one(read: Any, id_: str, raw: Any) -> Any:
    try:
        return read({id_: raw})[id_]
    except Rejected as rejected:
        raise Rejected(*_stripped(rejected.problems, id_)) from None


def _stripped(problems: list[Problem], id_: str) -> list[Problem]:
    """Places inside the body that was sent."""
    prefix = f"/{escape(id_)}"
    return [
        Problem("", found.key, found.message, found.path.removeprefix(prefix), None, found.params) for found in problems
    ]


def _require_new(id_: str, there: Mapping[str, object]) -> None:
    if id_ in there:
        raise Conflict(f"there is {id_!r} already", key="id_taken", id=id_)


def _require_known(running: Dashboards, there: Mapping[str, Page | Widget], id_: str, role: Role, what: str) -> None:
    if id_ not in there:
        raise NotFound(f"there is no {what} {id_[:64]!r}", key=f"unknown_{what}", id=id_[:64])
    if not sees(running, there[id_], role):
        raise Forbidden("this needs the role admin", key="role_missing", role="admin")


def _without(entries: dict[str, E], *ids: str) -> dict[str, E]:
    return {id_: entry for id_, entry in entries.items() if id_ not in ids}
