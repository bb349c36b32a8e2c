"""Earlier contents of the dashboards: listed, looked at, compared, taken again."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from dinrail_gateway.auth.roles import Role, allowed
from dinrail_gateway.dashboards.difference import difference
from dinrail_gateway.dashboards.model import Dashboards, full
from dinrail_gateway.dashboards.schemas import DashboardChange, DashboardVersion, DashboardVersionDetail
from dinrail_gateway.dashboards.service import DashboardService
from dinrail_gateway.dashboards.visibility import beside_hidden, hidden, seen, seen_then
from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.documents.versions import Version
from dinrail_gateway.errors import Conflict, NotFound

__all__ = ["DashboardVersionService"]


class DashboardVersionService:
    """The versions for the API; a role is shown what it sees of each."""

    def __init__(self, dashboards: DashboardService) -> None:
        self._dashboards = dashboards
        self._store = dashboards.store

    async def views(self, role: Role) -> list[DashboardVersion]:
        """All of them, the youngest first."""
        found = await asyncio.to_thread(self._store.versions.all)
        return [self._view(version, role) for version in found]

    async def read(self, revision: int, role: Role) -> DashboardVersionDetail:
        """One of them; raises NotFound, or Conflict for a damaged copy."""
        content = seen_then(await self.content(revision), self._store.value, role)
        known = {version.number: version for version in await asyncio.to_thread(self._store.versions.all)}
        pages: Any = {id_: full(page) for id_, page in content.pages.items()}
        widgets: Any = {id_: full(widget) for id_, widget in content.widgets.items()}
        return {**self._view(known.get(revision) or Version(revision, 0), role), "pages": pages, "widgets": widgets}

    async def diff(self, revision: int, role: Role) -> list[DashboardChange]:
        """What changed from one of them to the present content; raises like `read`."""
        before = await self.content(revision)
        running = self._store.value
        return await asyncio.to_thread(lambda: difference(seen_then(before, running, role), seen(running, role)))

    async def restore(self, revision: int, *, based_on: int | None, role: Role, by: str) -> None:
        """Take its content again, as a new version; what the role does not see stays as it runs."""
        content = await self.content(revision)
        await self._dashboards.change(
            lambda running: beside_hidden(running, content, role),
            role=role,
            by=by,
            revision=based_on,
            action="restore",
        )

    async def content(self, revision: int) -> Dashboards:
        """The content of a revision; raises NotFound, or Conflict for a damaged copy."""
        data = await asyncio.to_thread(self._store.versions.read, revision)
        if data is None:
            raise NotFound(f"revision {revision} is not kept", key="unknown_revision", revision=revision)
        try:
            return await asyncio.to_thread(self._store.keeping.read, data)
        except Rejected:
            message = f"the copy of revision {revision} is damaged"
            raise Conflict(message, key="revision_damaged", revision=revision) from None

    def _view(self, version: Version, role: Role) -> DashboardVersion:
        what: Any = msgspec.structs.asdict(version.what)
        roles, now = dict(what.pop("roles")), hidden(self._store.value, role).pages
        pages = (id_ for id_ in version.what.pages if id_ not in now and allowed(role, roles.get(id_, "viewer")))
        what["pages"] = list(pages)
        return {
            "rev": version.number,
            "ts": version.ts,
            "by": version.by or None,
            "what": what,
            "current": version.number == self._store.revision,
        }
