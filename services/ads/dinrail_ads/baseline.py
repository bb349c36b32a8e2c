"""What variables were when they were configured, so that a value for a REAL is not written to an INT of tomorrow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dinrail_ads.items import TYPE_CHANGED, Item

__all__ = ["Baseline", "Changed"]


class Changed(NamedTuple):
    """A variable that is not what it was; `now` empty: it is gone."""

    tag: str
    was: str
    now: str


class Baseline:
    """Signatures by tag, first seen under the running configuration or stated in it; `changed` waits for a person."""

    def __init__(self) -> None:
        self.changed: dict[str, Changed] = {}
        self._known: dict[str, str] = {}

    def compare(self, items: Iterable[Item]) -> None:
        """Give every item that differs its caveat; unknown ones become known."""
        self.changed.clear()
        for item in items:
            now = item.leaf.signature
            was = self._known.setdefault(item.tag, item.stated or now)
            if _differs(was, item):
                self.changed[item.tag] = Changed(item.tag, was, now)
            item.caveat = TYPE_CHANGED if item.tag in self.changed else ""

    def confirm(self, items: Iterable[Item], tags: Iterable[str] | None = None) -> list[Changed]:
        """Take changed variables as they are now, all or those named; returns which."""
        wanted = None if tags is None else set(tags)
        found = [change for tag, change in self.changed.items() if wanted is None or tag in wanted]
        for change in found:
            self._known[change.tag] = change.now
            del self.changed[change.tag]
        confirmed = {change.tag for change in found}
        for item in items:
            if item.tag in confirmed:
                item.caveat = ""
        return found

    def forget(self) -> None:
        """Another configuration: what is found then is what was meant."""
        self._known.clear()
        self.changed.clear()


def _differs(was: str, item: Item) -> bool:
    """Whether `was`, a signature or only a type, is another one."""
    leaf = item.leaf
    return was.upper() not in (leaf.signature.upper(), leaf.type.upper())
