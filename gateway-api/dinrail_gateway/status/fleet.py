"""What instances say of themselves on the bus: state, pulse, and the status an earlier gateway left."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.documents import Pulse, State, Status

__all__ = ["Fleet", "Vitals"]

MAX_INSTANCES = 2000

PulseCallback = Callable[[str, Pulse, float], None]
StateCallback = Callable[[str, State], None]


class Vitals(msgspec.Struct):
    """Latest words of one instance; times in monotonic seconds of their receipt."""

    state: State | None = None
    state_at: float = 0.0
    pulse: Pulse | None = None
    pulse_at: float | None = None
    left_status: Status | None = None


class Fleet:
    """Listens to `dinrail/+/state`, `pulse` and `status`; bounded; counts what it cannot read."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._clock = clock
        self._vitals: dict[str, Vitals] = {}
        self._on_pulse: list[PulseCallback] = []
        self._on_state: list[StateCallback] = []
        self._state = msgspec.json.Decoder(State)
        self._pulse = msgspec.json.Decoder(Pulse)
        self._status = msgspec.json.Decoder(Status)
        self.malformed: dict[str, int] = {}
        bus.subscribe("dinrail/+/state", self._take_state, qos=1)
        bus.subscribe("dinrail/+/pulse", self._take_pulse)
        bus.subscribe("dinrail/+/status", self._take_status, qos=1, no_local=True)

    def on_pulse(self, callback: PulseCallback) -> None:
        """Call with instance, pulse and monotonic time of receipt."""
        self._on_pulse.append(callback)

    def on_state(self, callback: StateCallback) -> None:
        """Call with instance and state."""
        self._on_state.append(callback)

    def vitals(self, instance: str) -> Vitals:
        """Latest words of an instance; empty for one never heard of."""
        return self._vitals.get(instance) or Vitals()

    def state(self, instance: str) -> State | None:
        """Latest state."""
        return self.vitals(instance).state

    def pulse_at(self, instance: str) -> float | None:
        """Monotonic time of the latest pulse."""
        return self.vitals(instance).pulse_at

    def forget(self, instance: str) -> None:
        """Drop an instance that is no more."""
        self._vitals.pop(instance, None)
        self.malformed.pop(instance, None)

    def _take_state(self, packet: PublishPacket) -> None:
        instance = _instance(packet.topic)
        if not packet.payload:
            self.forget(instance)
            return
        vitals = self._of(instance)
        if vitals is None:
            return
        try:
            state = self._state.decode(packet.payload)
        except (msgspec.DecodeError, RecursionError):
            self._count(instance)
            return
        vitals.state, vitals.state_at = state, self._clock.monotonic()
        for callback in self._on_state:
            callback(instance, state)

    def _take_pulse(self, packet: PublishPacket) -> None:
        instance = _instance(packet.topic)
        vitals = self._of(instance)
        if vitals is None or packet.retain:
            return
        try:
            pulse = self._pulse.decode(packet.payload)
        except (msgspec.DecodeError, RecursionError):
            self._count(instance)
            return
        at = self._clock.monotonic()
        vitals.pulse, vitals.pulse_at = pulse, at
        for callback in self._on_pulse:
            callback(instance, pulse, at)

    def _take_status(self, packet: PublishPacket) -> None:
        vitals = self._of(_instance(packet.topic))
        if vitals is None or not packet.payload:
            return
        try:
            vitals.left_status = self._status.decode(packet.payload)
        except (msgspec.DecodeError, RecursionError):
            self._count(_instance(packet.topic))

    def _of(self, instance: str) -> Vitals | None:
        vitals = self._vitals.get(instance)
        if vitals is None and len(self._vitals) < MAX_INSTANCES:
            vitals = self._vitals[instance] = Vitals()
        return vitals

    def _count(self, instance: str) -> None:
        if instance in self._vitals:
            self.malformed[instance] = self.malformed.get(instance, 0) + 1


def _instance(topic: str) -> str:
    return topic.split("/", 2)[1]
