"""Earlier contents of the routing file: listed, looked at, taken again."""

from __future__ import annotations

import asyncio

from dinrail_gateway.documents.versions import Version
from dinrail_gateway.errors import Conflict, NotFound
from dinrail_gateway.routes.difference import difference
from dinrail_gateway.routes.schemas import RoutesView, VersionDetail, VersionView
from dinrail_gateway.routes.service import RouteService, document_of

__all__ = ["RouteVersions"]


class RouteVersions:
    """The versions of the routing document for the API."""

    def __init__(self, routes: RouteService) -> None:
        self._routes = routes
        self._counts: dict[Version, int | None] = {}

    async def views(self) -> list[VersionView]:
        """All of them, newest first."""
        return await asyncio.to_thread(self._views)

    async def read(self, revision: int) -> VersionDetail:
        """One of them, and what changed since; raises NotFound, or Conflict for a damaged copy."""
        data = await asyncio.to_thread(self._data, revision)
        document = await asyncio.to_thread(document_of, data)
        if document is None:
            message = f"the copy of revision {revision} is damaged"
            raise Conflict(message, key="revision_damaged", revision=revision)
        diff = await asyncio.to_thread(difference, document, self._routes.document)
        return {"document": document, "diff": diff}

    async def restore(self, revision: int, *, based_on: int | None, by: str) -> RoutesView:
        """Take its content again, as a new version and checked as any other."""
        data = await asyncio.to_thread(self._data, revision)
        return await self._routes.change(lambda _: data, revision=based_on, by=by)

    def _data(self, revision: int) -> bytes:
        data = self._routes.versions.read(revision)
        if data is None:
            raise NotFound(f"revision {revision} is not kept", key="unknown_revision", revision=revision)
        return data

    def _views(self) -> list[VersionView]:
        found = self._routes.versions.all()
        # A kept content never changes, so each is counted once.
        self._counts = {version: self._count(version) for version in found}
        return [
            {
                "revision": version.number,
                "ts": version.ts,
                "by": version.by or None,
                "routes": self._counts[version],
                "current": version.number == self._routes.revision,
            }
            for version in found
        ]

    def _count(self, version: Version) -> int | None:
        if version in self._counts:
            return self._counts[version]
        document = document_of(self._routes.versions.read(version.number) or b"")
        routes = document.get("routes") if document else None
        return len(routes) if isinstance(routes, list) else None
