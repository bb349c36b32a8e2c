"""Who sees what, and that nobody changes what he does not see; pure."""

from __future__ import annotations

from typing import TypeVar

from dinrail_gateway.auth.roles import Role, allowed
from dinrail_gateway.dashboards.model import Dashboards, Page, Widget
from dinrail_gateway.errors import Forbidden

__all__ = ["beside_hidden", "hidden", "require", "seen", "seen_then", "sees"]

E = TypeVar("E", Page, Widget)


def sees(found: Dashboards, entry: Page | Widget, role: Role) -> bool:
    """Whether a role sees an entry: its own role allows it, and that of its page; without a page, who can mend it."""
    if isinstance(entry, Page):
        return allowed(role, entry.role)
    page = found.pages.get(entry.page)
    return allowed(role, entry.role) and allowed(role, "engineer" if page is None else page.role)


def seen(found: Dashboards, role: Role) -> Dashboards:
    """What a role sees of it."""
    return _those(found, role, shown=True)


def hidden(found: Dashboards, role: Role) -> Dashboards:
    """What a role does not see of it."""
    return _those(found, role, shown=False)


def seen_then(then: Dashboards, now: Dashboards, role: Role) -> Dashboards:
    """What a role sees of another state: nothing that is hidden now, whatever it was then."""
    shown, kept = seen(then, role), hidden(now, role)
    return Dashboards(
        {id_: page for id_, page in shown.pages.items() if id_ not in kept.pages},
        {
            id_: widget
            for id_, widget in shown.widgets.items()
            if id_ not in kept.widgets and widget.page not in kept.pages
        },
    )


def require(entry: Page | Widget, role: Role, path: str = "") -> None:
    """Raise Forbidden for an entry who writes it would not see."""
    if not allowed(role, entry.role):
        raise Forbidden(f"this needs the role {entry.role}", key="role_missing", path=path or None, role=entry.role)


def beside_hidden(running: Dashboards, wanted: Dashboards, role: Role) -> Dashboards:
    """What a role puts in place of everything: what it does not see stays as it runs, and the pages that is on."""
    shown, kept = seen_then(wanted, running, role), hidden(running, role)
    below = {widget.page for widget in kept.widgets.values()} - shown.pages.keys()
    pages = {id_: page for id_, page in running.pages.items() if id_ in kept.pages or id_ in below}
    return Dashboards(
        _as_they_stood(running.pages, shown.pages | pages),
        _as_they_stood(running.widgets, shown.widgets | kept.widgets),
    )


def _as_they_stood(before: dict[str, E], after: dict[str, E]) -> dict[str, E]:
    """In the order of before, what is new at the end: another order alone is no change."""
    return {id_: after[id_] for id_ in (*before, *after) if id_ in after}


def _those(found: Dashboards, role: Role, *, shown: bool) -> Dashboards:
    return Dashboards(
        {id_: page for id_, page in found.pages.items() if sees(found, page, role) is shown},
        {id_: widget for id_, widget in found.widgets.items() if sees(found, widget, role) is shown},
    )
