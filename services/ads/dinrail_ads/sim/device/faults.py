"""What a device on a bad day does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dinrail_ads.sim.program.memory import Refused

__all__ = ["Fault", "FaultKind", "Faults", "mangle"]

FaultKind = Literal[
    "error", "router_error", "silent", "delay", "drop", "junk", "truncated", "cut_frame", "wrong_invoke_id", "not_ads"
]


@dataclass
class Fault:
    """Applies to requests of `command` and index group `group` (None: any), `times` times (None: until healed).

    error: `code` in the answer, without `command` also for single items of a sum; router_error: `code` in the AMS
    header; delay: answer after `seconds`; drop: close the connection; cut_frame: half an answer, then close; the
    others spoil the payload.
    """

    kind: FaultKind
    group: int | None = None
    command: int | None = None
    times: int | None = None
    code: int = 0x700
    seconds: float = 0.0

    def take(self) -> None:
        """Count one use."""
        if self.times is not None:
            self.times -= 1


class Faults:
    """The faults in force; the newest that matches counts."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def inject(self, fault: Fault) -> Fault:
        """From now on."""
        self._faults.insert(0, fault)
        return fault

    def heal(self, fault: Fault | None = None) -> None:
        """End one fault or all."""
        self._faults = [other for other in self._faults if fault is not None and other is not fault]

    def refuse(self, group: int) -> None:
        """Raises Refused where an error of this group is in force."""
        for fault in self._faults:
            if fault.kind == "error" and fault.times != 0 and fault.command is None and fault.group in (None, group):
                fault.take()
                raise Refused(fault.code)

    def of_request(self, command: int, group: int | None) -> Fault | None:
        """The fault of a whole request, counted."""
        for fault in self._faults:
            whole = fault.kind != "error" or fault.command is not None
            by_command = fault.command in (None, command)
            if fault.times != 0 and whole and by_command and fault.group in (None, group):
                fault.take()
                return fault
        return None


def mangle(kind: FaultKind, frame: bytes) -> bytes:
    """A correct answer spoilt: 6 bytes of transport, 32 of AMS header (length at 26, invoke id at 34), payload."""
    if kind == "junk":
        return frame[:38] + bytes(byte ^ 0xA5 for byte in frame[38:])
    if kind == "truncated":
        kept = frame[6 : 38 + (len(frame) - 38) // 2]
        return (
            b"\0\0" + len(kept).to_bytes(4, "little") + kept[:20] + (len(kept) - 32).to_bytes(4, "little") + kept[24:]
        )
    if kind == "cut_frame":
        return frame[: len(frame) // 2]
    if kind == "wrong_invoke_id":
        return frame[:34] + bytes((frame[34] ^ 0x55,)) + frame[35:]
    return b"HTTP/1.1 400 Bad Request\r\n\r\n" if kind == "not_ads" else frame
