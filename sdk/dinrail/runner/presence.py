"""How a part shows itself on the bus: state, pulse, log, captured errors. Used by adapters and the router."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from dinrail.bus import Bus, Will
from dinrail.clock import Clock, SystemClock
from dinrail.documents import AppliedConfig, CapturedError, LogRecord, Pulse, State, StateName
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail.runner.capture import ErrorCapture
from dinrail.runner.counters import Counters
from dinrail.runner.logtopic import LogTopic, one_line

__all__ = ["Presence"]

PULSE_S = 5.0
LAG_PROBE_S = 0.5
MAX_MESSAGE = 500
MAX_PARAM = 200

_encode = msgspec.json.Encoder().encode


class Presence:
    """State (retained, again in each new session), pulse every 5 s, log topic and error capture of one part.

    `identity` is the instance id, or `router`. Extra pulse content is added by functions given to `on_pulse`.
    """

    def __init__(
        self,
        bus: Bus,
        identity: str,
        *,
        clock: Clock | None = None,
        type: str = "",  # noqa: A002
        version: str = "",
        log: logging.Logger | None = None,
    ) -> None:
        self._bus = bus
        self.identity = identity
        self._clock = clock or SystemClock()
        self._about = (type, version)
        self.log = log or logging.getLogger(identity)
        self.counters = Counters(self._clock)
        self.points = 0
        self.errors = ErrorCapture(self._clock, self._publish_error)
        self.state: State | None = None
        self._started = self._clock.monotonic()
        self._handler = LogTopic(self._clock, self._publish_log, lambda: self.counters.count("log_dropped"))
        self._tasks: list[asyncio.Task[None]] = []
        self._before_pulse: list[Callable[[], None]] = []
        self._sessions = 0
        self._told = True

    @staticmethod
    def will(identity: str, clock: Clock | None = None) -> Will:
        """The will that says `lost`."""
        now = (clock or SystemClock()).now_ms()
        return Will(Topics.of(identity, "state"), _encode(State("lost", now)), qos=1, retain=True)

    def start(self) -> None:
        """Begin to publish; the bus may be started before or after."""
        logging.getLogger().addHandler(self._handler)
        self._bus.on_connect(self._connected)
        self._tasks = [asyncio.create_task(self._beat()), asyncio.create_task(self._watch_lag())]

    async def stop(self) -> None:
        """End pulse and log topic; the state stays what it is."""
        logging.getLogger().removeHandler(self._handler)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def on_pulse(self, prepare: Callable[[], None]) -> None:
        """Have `prepare` called before each pulse, to set gauges."""
        self._before_pulse.append(prepare)

    def show(self, state: StateName, reason: Reason | None = None, config: AppliedConfig | None = None) -> None:
        """Set the state; published when anything changed, logged when state or reason key changed."""
        reason = reason and tidy(reason)
        if config is not None and config.rejected is not None:
            config = AppliedConfig(config.rev, config.rejected_rev, tidy(config.rejected))
        before = self.state
        if before and (before.state, before.reason, before.config) == (state, reason, config):
            return
        if before is None or (before.state, _key(before.reason)) != (state, _key(reason)):
            level = logging.WARNING if state in ("disconnected", "error", "panic") else logging.INFO
            text = f" ({reason.key}{': ' + reason.message if reason.message else ''})" if reason else ""
            self.log.log(level, "%s%s", state, text)
        self.state = State(state, self._clock.now_ms(), reason, config, *self._about)
        self._publish_state()

    def capture(self, error: BaseException, context: str = "") -> None:
        """Publish an unexpected exception on the error topic, count it, and log it once in a while."""
        self.counters.count("errors")
        self.errors.take(error, context)

    def _connected(self, session_present: bool) -> None:
        if self._sessions:
            self.counters.count("broker_reconnects")
        self._sessions += 1
        self._publish_state()
        self.pulse()  # the one before the session was heard by nobody, and the next is seconds away

    def _publish_state(self) -> None:
        if self.state is not None and self._bus.is_connected:
            self._told = self._send("state", _encode(self.state), qos=1, retain=True)

    def _publish_error(self, error: CapturedError) -> None:
        self.log.error("%s: %s (%s)", error.type, error.message, error.context or error.fingerprint)
        self._send("error", _encode(error), qos=1)

    def _publish_log(self, record: LogRecord) -> None:
        if self._bus.is_connected:
            self._send("log", _encode(record))

    def _send(self, leaf: str, payload: bytes, *, qos: int = 0, retain: bool = False) -> bool:
        try:
            return self._bus.publish(Topics.of(self.identity, leaf), payload, qos=qos, retain=retain)
        except BusError:
            self.counters.count("dropped")
            return True  # it would not go the next time either

    async def _beat(self) -> None:
        while True:
            self.pulse()
            await self._clock.sleep(PULSE_S)

    def pulse(self) -> None:
        """Publish one pulse now."""
        for prepare in self._before_pulse:
            prepare()
        if not self._told:
            self._publish_state()
        counters = self.counters
        counters.gauge("rss_bytes", _resident_bytes())
        pulse = Pulse(
            self._clock.now_ms(),
            round(self._clock.monotonic() - self._started, 1),
            counters.last_poll,
            self.points,
            counters.counts,
            counters.gauges,
        )
        self._send("pulse", _encode(pulse))
        counters.gauge("loop_lag_ms", 0.0)

    async def _watch_lag(self) -> None:
        while True:
            before = self._clock.monotonic()
            await self._clock.sleep(LAG_PROBE_S)
            lag = (self._clock.monotonic() - before - LAG_PROBE_S) * 1000
            worst = self.counters.gauges.get("loop_lag_ms", 0.0)
            self.counters.gauge("loop_lag_ms", round(max(worst, lag), 1))


def tidy(reason: Reason) -> Reason:
    """A reason of bounded size without control characters: devices and files have their say in it."""
    params = {
        name: one_line(value, MAX_PARAM) if isinstance(value, str) else value for name, value in reason.params.items()
    }
    return Reason(reason.key, params, one_line(reason.message, MAX_MESSAGE))


def _key(reason: Reason | None) -> str:
    return reason.key if reason else ""


def _resident_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
