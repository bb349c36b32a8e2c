"""Error frames as Linux describes them (`linux/can/error.h`), and what is known of the controller."""

from __future__ import annotations

from typing import Literal

__all__ = ["ErrorState", "Stage"]

Stage = Literal["active", "warning", "passive", "off"]

CONTROLLER, BUS_OFF, RESTARTED = 0x004, 0x040, 0x100
CLASSES = {
    0x001: "tx_timeouts",
    0x002: "arbitration_lost",
    0x008: "protocol_errors",
    0x010: "transceiver_errors",
    0x020: "no_acknowledge",
    0x080: "bus_errors",
}
OVERFLOW, WARNING, PASSIVE, ACTIVE = 0x03, 0x0C, 0x30, 0x40
STAGES: tuple[Stage, ...] = ("active", "warning", "passive", "off")


class ErrorState:
    """Counts by kind and the stage of fault confinement; written by the reader, read by anybody."""

    def __init__(self) -> None:
        self.stage: Stage = "active"
        self.counts: dict[str, int] = {"error_frames": 0}
        self.transmit = 0
        """Error counters of the controller, as far as it tells them."""
        self.receive = 0

    @property
    def level(self) -> int:
        """0 active, 1 warning, 2 passive, 3 off."""
        return STAGES.index(self.stage)

    def take(self, classes: int, data: bytes) -> None:
        """An error frame: its identifier says of what classes it is."""
        self.add("error_frames")
        for bit, name in CLASSES.items():
            if classes & bit:
                self.add(name)
        if classes & CONTROLLER and len(data) > 1:
            self._controller(data[1])
        if len(data) == 8 and (data[6] or data[7]):
            self.transmit, self.receive = data[6], data[7]
        if classes & RESTARTED:
            self.stage = "active"
        if classes & BUS_OFF:
            self.stage = "off"
            self.add("bus_off")

    def add(self, name: str) -> None:
        """Count one."""
        self.counts[name] = self.counts.get(name, 0) + 1

    def _controller(self, bits: int) -> None:
        if bits & OVERFLOW:
            self.add("controller_overflows")
        if bits & PASSIVE:
            self.stage = "passive"
        elif bits & WARNING:
            self.stage = "warning"
        elif bits & ACTIVE:
            self.stage = "active"
