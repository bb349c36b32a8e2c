"""Reading and changing dashboards for the API."""

from __future__ import annotations

import asyncio
from typing import Any

from dinrail_gateway.auth.roles import Role
from dinrail_gateway.dashboards.difference import Action, difference
from dinrail_gateway.dashboards.model import Dashboards, full
from dinrail_gateway.dashboards.schemas import DashboardChange, PagesView, WidgetsView
from dinrail_gateway.dashboards.store import Build, Store
from dinrail_gateway.dashboards.visibility import seen, seen_then
from dinrail_gateway.documents.document import Outdated
from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.errors import ApiError, Conflict, Unavailable
from dinrail_gateway.routes.refused import invalid

__all__ = ["DashboardService"]


class DashboardService:
    """The dashboards as somebody of a role sees and changes them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def revision(self) -> int:
        """Counts changes of all dashboards together."""
        return self.store.revision

    def seen(self, role: Role) -> Dashboards:
        """What a role sees."""
        return seen(self.store.value, role)

    def pages(self, role: Role) -> PagesView:
        """Pages for the API."""
        pages: Any = {id_: full(page) for id_, page in self.seen(role).pages.items()}
        return {"rev": self.revision, "pages": pages}

    def widgets(self, role: Role) -> WidgetsView:
        """Widgets for the API."""
        widgets: Any = {id_: full(widget) for id_, widget in self.seen(role).widgets.items()}
        return {"rev": self.revision, "widgets": widgets}

    async def change(
        self, build: Build, *, role: Role, by: str, revision: int | None = None, action: Action = "save"
    ) -> None:
        """Take what `build` makes; raises Invalid with every reason, Unavailable, what `build` raises.

        Conflict with who, when and what changed, when `revision` is given and outdated.
        """
        try:
            await self.store.change(build, action=action, revision=revision, by=by)
        except Outdated:
            raise await asyncio.to_thread(self._outdated, revision or 0, build, role) from None
        except Rejected as rejected:
            raise invalid(rejected.problems) from None
        except OSError as error:
            detail = error.strerror or str(error)
            message = f"the configuration cannot be written: {detail}"
            raise Unavailable(message, key="config_unwritable", detail=detail) from None

    async def trial(self, build: Build) -> Dashboards:
        """What `build` would make; raises Invalid, or what `build` raises. Changes nothing."""
        try:
            return await self.store.trial(build)
        except Rejected as rejected:
            raise invalid(rejected.problems) from None

    def _outdated(self, revision: int, build: Build, role: Role) -> ApiError:
        last = self.store.last
        return Conflict(
            "the dashboards were changed meanwhile",
            by=last.by or None,
            at=last.ts,
            extra={"rev": last.number, "diff": self._since(revision, build, role)},
        )

    def _since(self, revision: int, build: Build, role: Role) -> list[DashboardChange]:
        """Since a revision; against what the asker wants to save when that is not kept any more."""
        running = self.store.value
        data = self.store.versions.read(revision) if revision > 0 else None
        try:
            before = self.store.keeping.read(data) if data is not None else build(running)
        except (ApiError, Rejected):
            return []
        return difference(seen_then(before, running, role), seen(running, role))
