"""Reading points: one, a search, a level of the tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dinrail.clock import Clock
from dinrail.documents import StatusName
from dinrail.errors import AddressError
from dinrail.names import join, split
from dinrail.quality import DEFAULT_REFRESH_S, quality_in_effect
from dinrail.sample import Quality
from dinrail_gateway.errors import BadRequest, NotFound
from dinrail_gateway.points.schemas import ChildView, PointPage, PointView, TreeView
from dinrail_gateway.points.space import DataSpace, Entry

__all__ = ["PointService"]


class PointService:
    """Answers questions about the data space; `status_of` gives the composite status of an instance."""

    def __init__(self, space: DataSpace, *, status_of: Callable[[str], StatusName | None], clock: Clock) -> None:
        self.space = space
        self._status_of = status_of
        self._clock = clock

    def quality(self, entry: Entry) -> tuple[Quality, str]:
        """Quality in effect and its reason key; bad `no_sample` before the first one."""
        if entry.sample is None:
            return "bad", "no_sample"
        # The monotonic clock counts the age since receipt, so a step of the wall clock makes nothing stale.
        now = int(self._clock.monotonic() * 1000) + entry.wall_ms
        refresh = entry.point.refresh if entry.point else DEFAULT_REFRESH_S
        return quality_in_effect(entry.sample, self._status_of(entry.instance), now, refresh)

    def find(self, address: str) -> Entry:
        """The point of an address in any allowed form; raises BadRequest or NotFound."""
        entry = self.space.get(canonical(address))
        if entry is None:
            shown = address[:200]
            raise NotFound(f"there is no point {shown!r}", key="unknown_point", address=shown)
        return entry

    def view(self, entry: Entry) -> PointView:
        """A point for the API."""
        point, sample = entry.point, entry.sample
        quality, reason = self.quality(entry)
        return {
            "address": entry.address,
            "instance": entry.instance,
            "path": entry.address[len(entry.instance) + 1 :],
            "type": point.type if point else None,
            "unit": point.unit if point else "",
            "description": point.description if point else "",
            "min": point.min if point else None,
            "max": point.max if point else None,
            "texts": point.texts if point else {},
            "writable": point.writable if point else False,
            "value": sample.value if sample else None,
            "ts": sample.ts if sample else None,
            "quality": quality,
            "reason": reason,
        }

    def search(self, text: str, prefix: str, limit: int, offset: int) -> PointPage:
        """Points below `prefix` whose address or description contains every word of `text`, in order of address."""
        found = self.space.ordered(canonical(prefix) if prefix else "")
        for word in text.lower().split():
            found = [entry for entry in found if word in entry.searched]
        return {"total": len(found), "items": [self.view(entry) for entry in found[offset : offset + limit]]}

    def some(self, addresses: Sequence[str]) -> PointPage:
        """The points of these addresses in any allowed form, in their order; those that are not there are left out."""
        entries = (self.space.get(address) for address in dict.fromkeys(map(canonical, addresses)))
        items = [self.view(entry) for entry in entries if entry is not None]
        return {"total": len(items), "items": items}

    def level(self, path: str) -> TreeView:
        """Children of a node; raises NotFound for a path nothing lies at."""
        prefix = canonical(path) if path else ""
        children = self.space.tree.children(prefix)
        if not children and prefix and self.space.get(prefix) is None:
            raise NotFound(f"nothing lies at {path[:200]!r}", key="unknown_path", path=path[:200])
        level: list[ChildView] = []
        for segment, node in children:
            address = f"{prefix}.{segment}" if prefix else segment
            child: ChildView = {"segment": segment, "address": address, "leaf": not node.children, "count": node.below}
            entry = self.space.get(address) if node.is_point else None
            if entry is not None:
                child["point"] = self.view(entry)
            level.append(child)
        return {"path": prefix, "children": level}


def canonical(address: str) -> str:
    """An address or prefix in dots; raises BadRequest with the reason."""
    try:
        return join(*split(address))
    except AddressError as error:
        raise BadRequest.of(error.reason) from None
