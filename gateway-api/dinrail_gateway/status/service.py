"""Keeps every instance's composite status and publishes it on `dinrail/<id>/status`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import Panic, Pulse, State, Status, StatusName
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.runtime.interface import RuntimeName, Supervisor
from dinrail_gateway.status.compose import Facts, compose
from dinrail_gateway.status.fleet import Fleet, Vitals
from dinrail_gateway.status.schemas import StatusView
from dinrail_gateway.types.service import reason_view

__all__ = ["StatusBook", "Subject"]

TICK_S = 1.0
BUS_GRACE_S = 2.0

_encode = msgspec.json.Encoder().encode


class Subject(msgspec.Struct, frozen=True):
    """What the configuration says about an instance, as far as its status needs it; limits as in `Status`."""

    enabled: bool
    runtime: RuntimeName
    revision: int
    problem: Reason | None = None
    rate: int | None = None
    points: int | None = None


class StatusBook:
    """One composite per configured instance; recomposed on every word, and once a second for what time changes."""

    def __init__(
        self,
        bus: Bus,
        fleet: Fleet,
        supervisor: Supervisor,
        *,
        refresh_of: Callable[[str], float],
        clock: Clock,
    ) -> None:
        """refresh_of: shortest refresh in s among an instance's points."""
        self._bus = bus
        self._fleet = fleet
        self._supervisor = supervisor
        self._refresh_of = refresh_of
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway.status")
        self._subjects: dict[str, Subject] = {}
        self._current: dict[str, Status] = {}
        self._shown: dict[str, StatusView] = {}
        self._suspended: dict[str, Reason] = {}
        self._warnings: dict[tuple[str, str], Reason] = {}
        self._callbacks: list[Callable[[str, StatusView], None]] = []
        self._forgetters: list[Callable[[str], None]] = []
        self._heard_from = clock.monotonic()
        self._bus_lost_at: float | None = clock.monotonic()
        self._bus_reason = Reason("broker_unreachable", {}, "the gateway has not reached the broker yet")
        self._task: asyncio.Task[None] | None = None
        self.panic = Panic()
        bus.on_connect(self._connected)
        bus.on_disconnect(self._disconnected)
        fleet.on_state(self._on_state)
        fleet.on_pulse(self._on_pulse)
        supervisor.on_change(self.refresh)

    def start(self) -> None:
        """Begin to follow what time alone changes."""
        self._task = begin(self._tick, "status")

    async def stop(self) -> None:
        """End; the retained statuses stay."""
        await end(self._task)

    def on_change(self, callback: Callable[[str, StatusView], None]) -> None:
        """Call with instance and view whenever anything in the view changed."""
        self._callbacks.append(callback)

    def on_forget(self, callback: Callable[[str], None]) -> None:
        """Call with an instance that is configured no more."""
        self._forgetters.append(callback)

    def configure(self, subjects: Mapping[str, Subject]) -> None:
        """The configured instances; others are forgotten without a word on the bus."""
        self._subjects = dict(subjects)
        for gone in [name for name in self._current if name not in subjects]:
            self._current.pop(gone)
            self._shown.pop(gone, None)
            for source in ("hold", "vitals"):
                self._warnings.pop((gone, source), None)
            for forget in self._forgetters:
                forget(gone)
        for name in self._subjects:
            self.refresh(name)

    def suspend(self, instance: str, reason: Reason | None) -> None:
        """It is suspended for this reason, or with None no longer."""
        if reason is None:
            self._suspended.pop(instance, None)
        else:
            self._suspended[instance] = reason
        self.refresh(instance)

    def warn(self, instance: str, reason: Reason | None) -> None:
        """Something is about to go wrong with it, or with None no longer."""
        self._note(instance, "vitals", reason)

    def hold(self, instance: str, reason: Reason | None) -> None:
        """It is under maintenance as a whole, or with None no longer."""
        self._note(instance, "hold", reason)

    def _note(self, instance: str, source: str, reason: Reason | None) -> None:
        if reason is None:
            self._warnings.pop((instance, source), None)
        else:
            self._warnings[instance, source] = reason
        self.refresh(instance)

    def name_of(self, instance: str) -> StatusName | None:
        """Status name of an instance; `calc` shares the fate of the router; None when nobody reports one."""
        current = self._current.get(instance)
        if current is not None:
            return current.status
        if instance == "calc":
            state = self._fleet.state("router")
            return None if state is None else "error" if state.state in ("lost", "stopped") else "running"
        return None

    def view(self, instance: str) -> StatusView:
        """The status for the API; of a configured instance."""
        if instance not in self._shown:
            self.refresh(instance)
        return self._shown[instance]

    def views(self) -> dict[str, StatusView]:
        """All statuses."""
        return dict(self._shown)

    def refresh(self, instance: str) -> None:
        """Compose again; publish and tell when something changed."""
        subject = self._subjects.get(instance)
        if subject is None:
            return
        vitals = self._fleet.vitals(instance)
        name, reason = compose(self._facts(instance, subject, vitals))
        before = self._current.get(instance)
        told = (before.status, before.reason, before.rate, before.points) if before is not None else None
        if told != (name, reason, subject.rate, subject.points):
            self._set(instance, subject, name, reason)
        view = self._view(self._current[instance], subject, vitals)
        if view != self._shown.get(instance):
            self._shown[instance] = view
            for callback in self._callbacks:
                callback(instance, view)

    def _set(self, instance: str, subject: Subject, name: StatusName, reason: Reason) -> None:
        before = self._current.get(instance) or self._fleet.vitals(instance).left_status
        now = self._clock.now_ms()
        since = before.since if before is not None and before.status == name and before.since else now
        status = Status(name, now, reason, since, subject.rate, subject.points)
        if before is None or before.status != name:
            self._log.info("%s: %s (%s)", instance, name, reason.message or reason.key)
        self._current[instance] = status
        self._publish(instance, status)

    def _publish(self, instance: str, status: Status) -> None:
        if not self._bus.is_connected:
            return
        try:
            self._bus.publish(Topics.of(instance, "status"), _encode(status), qos=1, retain=True)
        except BusError as error:
            self._log.warning("status of %s was not published: %s", instance, error)

    def _facts(self, instance: str, subject: Subject, vitals: Vitals) -> Facts:
        now = self._clock.monotonic()
        lost = self._bus_lost_at
        observation = self._supervisor.observation(instance)
        started = observation.starting_since
        return Facts(
            enabled=subject.enabled,
            observation=observation,
            runtime=subject.runtime,
            panic=self.panic,
            suspended=self._suspended.get(instance),
            problem=subject.problem,
            # A retained word of the life before this start says nothing.
            state=vitals.state if started is None or vitals.state_at >= started else None,
            unheard_s=now - max(self._heard_from, vitals.pulse_at or 0.0),
            unpolled_s=self._unpolled_s(vitals, now),
            last_pulse=vitals.pulse.ts if vitals.pulse else None,
            refresh_s=self._refresh_of(instance),
            bus_lost=self._bus_reason if lost is not None and now - lost >= BUS_GRACE_S else None,
            warning=self._warnings.get((instance, "hold")) or self._warnings.get((instance, "vitals")),
        )

    def _unpolled_s(self, vitals: Vitals, now: float) -> float:
        """Ages are measured on the instance's own clock plus our monotonic one, so no clock step fakes silence."""
        since_connected = now - max(vitals.state_at, self._heard_from)
        pulse = vitals.pulse
        if pulse is None or vitals.pulse_at is None or pulse.last_poll is None:
            return since_connected
        since_poll = max(0, pulse.ts - pulse.last_poll) / 1000 + now - vitals.pulse_at
        return min(since_poll, since_connected)

    def _view(self, status: Status, subject: Subject, vitals: Vitals) -> StatusView:
        state, config = vitals.state, vitals.state.config if vitals.state else None
        rejected = config.rejected if config and config.rejected_rev == subject.revision else None
        return {
            "status": status.status,
            "reason": reason_view(status.reason),
            "since": status.since,
            "config_rejected": reason_view(rejected),
            "last_poll": vitals.pulse.last_poll if vitals.pulse else None,
            "state": state.state if state else None,
        }

    def _on_state(self, instance: str, state: State) -> None:
        self.refresh(instance)

    def _on_pulse(self, instance: str, pulse: Pulse, at: float) -> None:
        self.refresh(instance)

    def _connected(self, session_present: bool) -> None:
        self._heard_from = self._clock.monotonic()
        self._bus_lost_at = None
        for instance, status in self._current.items():
            self._publish(instance, status)
            self.refresh(instance)

    def _disconnected(self, reason: Reason) -> None:
        if self._bus_lost_at is None:
            self._bus_lost_at = self._clock.monotonic()
        self._bus_reason = reason

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(TICK_S)
            for instance in list(self._subjects):
                self.refresh(instance)
