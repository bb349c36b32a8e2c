"""Who sees what, and that nobody changes what he does not see; pure."""

from __future__ import annotations

from dinrail_gateway.auth.roles import Role, allowed
from dinrail_gateway.dashboards.model import Dashboards, Page, Widget
from dinrail_gateway.errors import Forbidden

__all__ = ["beside_hidden", "require", "seen", "sees"]


def sees(found: Dashboards, entry: Page | Widget, role: Role) -> bool:
    """Whether a role sees an entry: its own role allows it, and that of its page."""
    if not allowed(role, entry.role):
        return False
    page = found.pages.get(entry.page) if isinstance(entry, Widget) else None
    return page is None or allowed(role, page.role)


def seen(found: Dashboards, role: Role) -> Dashboards:
    """What a role sees of it."""
    return Dashboards(
        {id_: page for id_, page in found.pages.items() if sees(found, page, role)},
        {id_: widget for id_, widget in found.widgets.items() if sees(found, widget, role)},
    )


def require(entry: Page | Widget, role: Role, path: str = "") -> None:
    """Raise Forbidden for an entry who writes it would not see."""
    if not allowed(role, entry.role):
        raise Forbidden(f"this needs the role {entry.role}", key="role_missing", path=path or None, role=entry.role)


def beside_hidden(running: Dashboards, wanted: Dashboards, role: Role) -> Dashboards:
    """What a role puts in place of everything: what it does not see of either stays as it runs."""
    visible, shown = seen(wanted, role), seen(running, role)
    pages = {id_: page for id_, page in running.pages.items() if id_ not in shown.pages}
    widgets = {id_: widget for id_, widget in running.widgets.items() if id_ not in shown.widgets}
    return Dashboards({**visible.pages, **pages}, {**visible.widgets, **widgets})
