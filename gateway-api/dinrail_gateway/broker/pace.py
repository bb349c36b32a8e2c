"""How fast the broker's counters grow, and an hour of its figures; unknown is null."""

from __future__ import annotations

from collections import deque

import msgspec

from dinrail.clock import Clock

__all__ = ["COUNTERS", "HISTORY", "HOUR_S", "STEP_S", "Pace"]

COUNTERS = ("messages_received", "messages_sent", "bytes_received", "bytes_sent", "publish_dropped")
"""Figures that only grow; told per second."""
LEVELS = ("clients_connected", "retained_messages", "stored_bytes", "queued_packets", "heap_bytes")
HISTORY = (*COUNTERS, *LEVELS)
WINDOW_S = 60
FRESH_S = 60.0
HOUR_S = 3600
STEP_S = 30
MAX_ROUNDS = 720


class _Round(msgspec.Struct, frozen=True):
    at: float
    uptime: int
    figures: dict[str, float]


class Pace:
    """Rates over the last minute by the broker's own clock, and means of thirty seconds for an hour."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minute: deque[_Round] = deque()
        self._hour: deque[tuple[float, dict[str, float]]] = deque(maxlen=MAX_ROUNDS)

    def take(self, uptime: int, figures: dict[str, float]) -> None:
        """One round of figures; a broker that began anew begins anew here."""
        now = _Round(self._clock.monotonic(), uptime, figures)
        before = self._minute[-1] if self._minute else None
        if before is not None and not _follows(now, before):
            self._minute.clear()
            before = None
        if before is not None and now.uptime == before.uptime:
            return
        self._minute.append(now)
        # One more than a minute: what grew since then.
        while len(self._minute) > 2 and now.uptime - self._minute[1].uptime >= WINDOW_S:
            self._minute.popleft()
        told = {name: figures[name] for name in LEVELS if name in figures}
        if before is not None:
            told |= _rates(before, now)
        self._hour.append((now.at, told))

    def rates(self) -> dict[str, float | None]:
        """Per second over the last minute; null before the second round and when no round came for a minute."""
        rounds = self._minute
        stale = not rounds or self._clock.monotonic() - rounds[-1].at > FRESH_S
        found = {} if stale or len(rounds) < 2 else _rates(rounds[0], rounds[-1])
        return {name: found.get(name) for name in COUNTERS}

    def dropped(self) -> int | None:
        """Messages the broker dropped within the last minute."""
        rounds = self._minute
        if len(rounds) < 2 or self._clock.monotonic() - rounds[-1].at > FRESH_S:
            return None
        first, last = (rounds[at].figures.get("publish_dropped") for at in (0, -1))
        return None if first is None or last is None else int(last - first)

    def history(self) -> dict[str, list[float | None]]:
        """The last hour in steps of thirty seconds, oldest first; the last one ends now."""
        now = self._clock.monotonic()
        steps = HOUR_S // STEP_S
        sums: dict[str, list[list[float]]] = {name: [[] for _ in range(steps)] for name in HISTORY}
        for at, told in self._hour:
            step = steps - 1 - int((now - at) // STEP_S)
            if step >= 0:
                for name, value in told.items():
                    sums[name][step].append(value)
        return {
            name: [round(sum(found) / len(found), 2) if found else None for found in row] for name, row in sums.items()
        }


def _follows(now: _Round, before: _Round) -> bool:
    grown = (now.figures.get(name, 0.0) >= before.figures.get(name, 0.0) for name in COUNTERS)
    return now.uptime >= before.uptime and all(grown)


def _rates(before: _Round, now: _Round) -> dict[str, float]:
    seconds = now.uptime - before.uptime
    return {
        name: round((now.figures[name] - before.figures[name]) / seconds, 2)
        for name in COUNTERS
        if name in now.figures and name in before.figures and seconds > 0
    }
