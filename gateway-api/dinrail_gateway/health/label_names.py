"""Names that an instance invents for its counters and gauges, as labels: few, also over time."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["MAX_NAMES", "LabelNames"]

MAX_NAMES = 40
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}\Z")


class LabelNames:
    """The first 40 of each instance and kind stay its names: one that tells others each time adds no further series."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], set[str]] = {}

    def among(self, instance: str, kind: str, names: Iterable[str]) -> list[str]:
        """Those of these names that may be told, in order."""
        known = self._known.setdefault((instance, kind), set())
        found = sorted(name for name in names if _NAME.match(name))
        for name in found:
            if len(known) >= MAX_NAMES:
                break
            known.add(name)
        return [name for name in found if name in known]

    def keep(self, instances: Iterable[str]) -> None:
        """Forget those of all others."""
        wanted = set(instances)
        self._known = {of: names for of, names in self._known.items() if of[0] in wanted}
