"""Live traces: while somebody asks for it, what becomes of each sample of a route or point goes out as a stream."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail_router.engine import Engine
from dinrail_router.flow import Flow
from dinrail_router.pattern import Pattern
from dinrail_router.recording import Recording, Timeline

__all__ = ["LEASE_S", "MAX_TRACES", "Tracer"]

LEASE_S = 10.0
MAX_TRACES = 32
BEAT_S = 0.2
PER_BEAT = 10

_log = logging.getLogger("dinrail.router")
_encode = msgspec.json.Encoder().encode


class _Trace:
    """One that is followed; events wait in it for the next beat, and what is too much is counted."""

    def __init__(self, topic: str, route: str, pattern: Pattern | None) -> None:
        self.topic = topic
        self.route = route
        self.pattern = pattern
        self.until = 0.0
        self.events: list[Timeline] = []
        self.skipped = 0

    def covers(self, route: str, address: str) -> bool:
        named = not self.route or self.route == route
        return named and (self.pattern is None or self.pattern.match(address.split(".")) is not None)

    def take(self, event: Timeline) -> None:
        if len(self.events) < PER_BEAT:
            self.events.append(event)
        else:
            self.skipped += 1


class Tracer:
    """Costs nothing while there is no trace: only flows that are followed are recorded."""

    def __init__(self, bus: Bus, engine: Engine, clock: Clock) -> None:
        self._bus = bus
        self._engine = engine
        self._clock = clock
        self._traces: dict[str, _Trace] = {}
        self._recording = Recording(self._take)

    @property
    def count(self) -> int:
        """How many are followed."""
        return len(self._traces)

    def follows(self, name: str) -> bool:
        """Whether there is one of this name."""
        return name in self._traces

    def follow(self, name: str, route: str, pattern: Pattern | None) -> str:
        """Begin a trace or renew its lease; returns its topic."""
        trace = self._traces.get(name)
        if trace is None or (trace.route, trace.pattern) != (route, pattern):
            trace = self._traces[name] = _Trace(Topics.of("router", "stream", "trace", name), route, pattern)
            self._apply()
        trace.until = self._clock.monotonic() + LEASE_S
        return trace.topic

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._clock.sleep(BEAT_S)
            if self._traces:
                self._expire()
                for trace in self._traces.values():
                    self._send(trace)

    def _expire(self) -> None:
        now = self._clock.monotonic()
        gone = [name for name, trace in self._traces.items() if trace.until < now]
        for name in gone:
            del self._traces[name]
        if gone:
            self._apply()

    def _apply(self) -> None:
        self._engine.observe(self._dress if self._traces else _undress)

    def _dress(self, flow: Flow, recordable: Callable[[Flow], Flow]) -> Flow:
        if any(trace.covers(flow.route.plan.label, flow.address) for trace in self._traces.values()):
            return recordable(flow).recorded_by(self._recording)
        return _undress(flow, recordable)

    def _take(self, event: Timeline) -> None:
        for trace in self._traces.values():
            if trace.covers(event.route, event.address):
                trace.take(event)

    def _send(self, trace: _Trace) -> None:
        if not trace.events and not trace.skipped:
            return
        content: list[object] = [*trace.events]
        if trace.skipped:
            content.append({"skipped": trace.skipped})
        trace.events, trace.skipped = [], 0
        try:
            self._bus.publish(trace.topic, _encode(content))
        except BusError as error:
            _log.info("trace: %s", error.message)


def _undress(flow: Flow, _recordable: Callable[[Flow], Flow]) -> Flow:
    return flow.recorded_by(None)
