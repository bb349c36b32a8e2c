"""Dashboards to take elsewhere, and taken from there."""

from __future__ import annotations

from typing import Any, Literal

from dinrail_gateway.auth.roles import Role
from dinrail_gateway.dashboards.kept import Keeping
from dinrail_gateway.dashboards.model import Dashboards, full
from dinrail_gateway.dashboards.schemas import DashboardDocument
from dinrail_gateway.dashboards.store import Build
from dinrail_gateway.dashboards.visibility import beside_hidden, hidden, require, seen
from dinrail_gateway.documents.json_text import Rejected, check_plain, escape, render
from dinrail_gateway.errors import Invalid
from dinrail_gateway.problems.board import Problem

__all__ = ["FORMAT", "exported", "imported"]

FORMAT: Literal["dinrail-dashboards"] = "dinrail-dashboards"
Mode = Literal["replace", "merge"]


def exported(found: Dashboards, keeping: Keeping) -> DashboardDocument:
    """As it is written into a file."""
    return {
        "format": FORMAT,
        "shape": keeping.shape,
        "pages": {id_: full(page) for id_, page in found.pages.items()},
        "widgets": {id_: full(widget) for id_, widget in found.widgets.items()},
    }


def imported(document: dict[str, Any], mode: Mode, keeping: Keeping, role: Role) -> Build:
    """Take all of what a file says, of this shape or an older one; what the role does not see stays as it runs."""

    def build(running: Dashboards) -> Dashboards:
        if document.get("format") != FORMAT:
            raise Invalid("this is no export of dashboards", key="import_format", path="/document/format")
        check_plain(document, "/document")
        wanted = keeping.read(render({name: part for name, part in document.items() if name != "format"}))
        _require_free(wanted, running, role)
        if mode == "merge":
            shown = seen(running, role)
            wanted = Dashboards({**shown.pages, **wanted.pages}, {**shown.widgets, **wanted.widgets})
        return beside_hidden(running, wanted, role)

    return build


def _require_free(wanted: Dashboards, running: Dashboards, role: Role) -> None:
    """Nothing of it is left out: what the role would not see, or has the id of what it does not see, is refused."""
    kept = hidden(running, role)
    places = {f"/pages/{escape(id_)}": id_ for id_ in wanted.pages if id_ in kept.pages}
    places |= {f"/widgets/{escape(id_)}": id_ for id_ in wanted.widgets if id_ in kept.widgets}
    if places:
        raise Rejected(
            *(Problem.at(at, "id_taken", f"{id_!r} is in use already", id=id_) for at, id_ in places.items())
        )
    for id_, page in wanted.pages.items():
        require(page, role, f"/pages/{escape(id_)}/role")
    for id_, widget in wanted.widgets.items():
        require(widget, role, f"/widgets/{escape(id_)}/role")
        if widget.page in kept.pages:
            require(kept.pages[widget.page], role, f"/widgets/{escape(id_)}/page")
