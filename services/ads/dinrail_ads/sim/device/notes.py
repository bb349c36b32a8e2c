"""Notifications of one runtime: sampled at their cycle, sent within their delay."""

from __future__ import annotations

import asyncio
import itertools
import struct
import time
from dataclasses import dataclass
from typing import Protocol

from dinrail_ads.sim.device.outbox import Outbox
from dinrail_ads.sim.device.runtime import Runtime
from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.wire.ams import AmsAddress
from dinrail_ads.wire.commands import TransmissionMode
from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import Group

__all__ = ["Client", "Note", "Notes"]

REQUEST = struct.Struct("<6I16x")
TICKS = 10_000_000  # of 100 ns in a second
CYCLIC = frozenset({TransmissionMode.CYCLIC, TransmissionMode.CYCLIC_IN_CONTEXT})
ON_CHANGE = frozenset({TransmissionMode.ON_CHANGE, TransmissionMode.ON_CHANGE_IN_CONTEXT})
SURVIVORS = frozenset({Group.SYMBOL_VERSION, Group.DEVICE_DATA})
"""Groups that belong to the runtime, not to its program."""


class Client(Protocol):
    """One connection as its notifications see it."""

    def notify(self, source_port: int, target: AmsAddress, data: bytes) -> None:
        """Send a notification packet."""


@dataclass
class Note:
    """One registered notification; times in seconds."""

    handle: int
    outbox: Outbox
    group: int
    offset: int
    length: int
    cyclic: bool
    max_delay: float
    cycle: float
    last: bytes | None = None
    moved: bool = False


class Notes:
    """At most `budget` at once over all clients."""

    def __init__(self, runtime: Runtime, port: int, budget: int, task_cycle: float = 0.01) -> None:
        self._runtime = runtime
        self._port = port
        self._budget = budget
        self._task_cycle = task_cycle
        self._notes: dict[int, Note] = {}
        self._outboxes: dict[tuple[Client, AmsAddress], Outbox] = {}
        self._numbers = itertools.count(1)
        self._cycles: dict[float, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._notes)

    def add(self, client: Client, address: AmsAddress, request: bytes) -> int:
        """Register the 40 bytes of a request; the first sample follows in the next cycle. Raises Refused."""
        if len(request) != REQUEST.size:
            raise Refused(AdsCode.INVALID_SIZE)
        group, offset, length, mode, max_delay, cycle = REQUEST.unpack(request)
        if mode not in CYCLIC | ON_CHANGE:
            raise Refused(AdsCode.MODE_NOT_SUPPORTED)
        if len(self._notes) >= self._budget:
            raise Refused(AdsCode.NO_MORE_HANDLES)
        if len(self._runtime.read(group, offset, length)) != length:
            raise Refused(AdsCode.INVALID_SIZE)
        outbox = self._outboxes.setdefault((client, address), Outbox(client, self._port, address))
        cycles = max(1, round(cycle / TICKS / self._task_cycle))
        note = Note(
            handle=next(self._numbers),
            outbox=outbox,
            group=group,
            offset=offset,
            length=length,
            cyclic=mode in CYCLIC,
            max_delay=max_delay / TICKS,
            cycle=cycles * self._task_cycle,
        )
        self._notes[note.handle] = note
        self._run(note.cycle)
        return note.handle

    def delete(self, handle: int) -> None:
        """Raises Refused where it is unknown."""
        if self._notes.pop(handle, None) is None:
            raise Refused(AdsCode.NOTIFICATION_HANDLE_INVALID)

    def forget(self, client: Client) -> None:
        """The connection is gone, and all it registered."""
        for key in [key for key in self._outboxes if key[0] is client]:
            self._outboxes.pop(key).close()
        self._notes = {handle: note for handle, note in self._notes.items() if note.outbox.client is not client}

    def clear(self, *, all_of_them: bool = False) -> None:
        """What belongs to the program dies without a word."""
        self._notes = {
            handle: note for handle, note in self._notes.items() if note.group in SURVIVORS and not all_of_them
        }

    def moved(self) -> None:
        """After an online change: addresses lead elsewhere, handles may; these send one empty sample, then nothing."""
        for note in self._notes.values():
            note.moved = note.group not in SURVIVORS and not self._still_there(note)
            if note.moved:
                note.outbox.add(note.handle, b"", _filetime(), note.max_delay)

    async def stop(self) -> None:
        """End the sampling."""
        tasks = tuple(self._cycles.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for outbox in self._outboxes.values():
            outbox.close()
        self._outboxes.clear()
        self._notes.clear()

    def _still_there(self, note: Note) -> bool:
        if note.group != Group.VALUE_BY_HANDLE:
            return False
        try:
            self._runtime.handles.location(note.offset)
        except Refused:
            return False
        return True

    def _run(self, period: float) -> None:
        if period not in self._cycles:
            self._cycles[period] = asyncio.create_task(self._sample(period), name=f"notifications every {period} s")

    async def _sample(self, period: float) -> None:
        due = time.monotonic()
        while members := [note for note in self._notes.values() if note.cycle == period]:
            stamp = _filetime()
            for note in members:
                if not note.moved:
                    self._look(note, stamp)
            for outbox in {id(note.outbox): note.outbox for note in members}.values():
                outbox.send_due()
            due = max(due + period, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
        del self._cycles[period]

    def _look(self, note: Note, stamp: int) -> None:
        try:
            value = self._runtime.value(note.group, note.offset, note.length)
        except Refused:
            value = b""
        if note.cyclic or value != note.last:
            note.last = value
            note.outbox.add(note.handle, value, stamp, note.max_delay)


def _filetime() -> int:
    return time.time_ns() // 100 + 116_444_736_000_000_000
