"""The last payloads of the few topics that somebody looks at."""

from __future__ import annotations

from collections import deque
from typing import Any

from dinrail.clock import Clock
from dinrail_mqtt.browser.shown import shown

__all__ = ["Histories"]

LOOKED_S = 30.0
AT_ONCE = 8
LAST = 20
KEPT = 16 * 1024


class _History:
    __slots__ = ("entries", "until")

    def __init__(self) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=LAST)
        self.until = 0.0


class Histories:
    """Begun by the first look, kept for half a minute after the last one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looked: dict[str, _History] = {}

    def clear(self) -> None:
        """Forget everything."""
        self._looked.clear()

    def look(self, topic: str, payload: bytes, size: int, ts: int, *, retained: bool) -> list[dict[str, Any]]:
        """The newest first; begins with what was said last."""
        now = self._clock.monotonic()
        history = self._looked.get(topic)
        if history is None:
            for name in [name for name, each in self._looked.items() if each.until < now]:
                del self._looked[name]
            if len(self._looked) >= AT_ONCE:
                del self._looked[min(self._looked, key=lambda name: self._looked[name].until)]
            history = self._looked[topic] = _History()
            history.entries.append(_entry(payload, size, ts, retained=retained))
        history.until = now + LOOKED_S
        return list(reversed(history.entries))

    def take(self, topic: str, payload: bytes, ts: int, *, retained: bool) -> None:
        """Note a message, if anybody looks."""
        history = self._looked.get(topic)
        if history is not None:
            history.entries.append(_entry(payload[:KEPT], len(payload), ts, retained=retained))


def _entry(payload: bytes, size: int, ts: int, *, retained: bool) -> dict[str, Any]:
    return {"ts": ts or None, "size": size, "retained": retained, **shown(payload, size, KEPT)}
