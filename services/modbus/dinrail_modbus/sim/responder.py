"""Units and their bad days, whatever carries the frames: every request recorded, faults on demand."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from typing import NamedTuple

from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.sim.faults import Fault
from dinrail_modbus.sim.pdu import answer, target

__all__ = ["Responder", "SeenRequest"]

KEPT = 20_000
MUTE = ("silent", "drop")


class SeenRequest(NamedTuple):
    """One request as it arrived; `at` monotonic seconds."""

    at: float
    unit: int
    function: int
    address: int
    size: int


class Responder:
    """Answers of some units; `counts`: `requests`, and `unit <id>` each."""

    def __init__(self, units: dict[int, Bank]) -> None:
        self.units = units
        self.requests: deque[SeenRequest] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()
        self._faults: list[Fault] = []

    def inject(self, fault: Fault) -> Fault:
        """From now on; the newest matching fault counts."""
        self._faults.insert(0, fault)
        return fault

    def heal(self, fault: Fault | None = None) -> None:
        """End one fault or all."""
        self._faults = [other for other in self._faults if fault is not None and other is not fault]

    def note(self, body: bytes) -> Fault | None:
        """Record a request of unit and PDU; what is wrong with its answer."""
        unit = body[0]
        function, address, count = target(body[1:])
        self.requests.append(SeenRequest(time.monotonic(), unit, function, address, count))
        self.counts["requests"] += 1
        self.counts[f"unit {unit}"] += 1
        fault = next((fault for fault in self._faults if fault.matches(unit, function, address, count)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
        return fault

    async def respond(self, body: bytes, fault: Fault | None) -> bytes | None:
        """PDU of the answer, empty when it stays out; None for a unit that is not there."""
        unit, pdu = body[0], body[1:]
        if fault is not None and fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind in MUTE:
            return b""
        if fault is not None and fault.kind == "exception":
            return bytes((pdu[0] | 0x80, fault.code))
        bank = self.units.get(unit)
        return None if bank is None else answer(bank, pdu)

    def broadcast(self, pdu: bytes) -> None:
        """A request to all units; nobody answers."""
        for bank in self.units.values():
            answer(bank, pdu)
