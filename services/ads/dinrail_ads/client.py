"""Requests to one AMS port of a target over a link that others use as well."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections import deque
from collections.abc import Sequence

from dinrail.errors import DeviceError, ProtocolError
from dinrail_ads.faults import failure
from dinrail_ads.link import AmsLink
from dinrail_ads.strays import Strays
from dinrail_ads.transport import Span
from dinrail_ads.wire.ams import AmsAddress
from dinrail_ads.wire.commands import Command, TransmissionMode
from dinrail_ads.wire.groups import Group
from dinrail_ads.wire.notifications import NotificationSample

__all__ = ["AmsTransport"]

AT_ONCE = 16
"""Requests for notifications on their way at the same time; a PLC answers them one by one."""
WAITING = 200_000
"""Samples; more arrive only while the event loop stands still."""
TICKS = 10_000_000
_READ = struct.Struct("<III")
_READ_WRITE = struct.Struct("<IIII")
_ANSWER = struct.Struct("<I")
_SIZED_ANSWER = struct.Struct("<II")
_STATE_ANSWER = struct.Struct("<IHH")
_ADD = struct.Struct("<IIIIII16x")


class AmsTransport:
    """See `Transport`; `timeout` seconds per request. The link is opened and closed by whoever made it."""

    def __init__(self, link: AmsLink, net_id: bytes, port: int, *, timeout: float) -> None:
        self.port = port
        self.arrived = asyncio.Event()
        self.strays = Strays(self._delete)
        """Notifications of ours from an earlier connection, which are deleted."""
        self._link = link
        self._target = AmsAddress(net_id, port)
        self._source = link.local_port(self._arrive)
        self._timeout = timeout
        self._where = f"AMS port {port}"
        self._handles: set[int] = set()
        self._samples: deque[NotificationSample] = deque(maxlen=WAITING)
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def read(self, group: int, offset: int, size: int, *, timeout: float | None = None) -> bytes:
        """Exactly `size` bytes; `timeout` for answers that take longer than others."""
        answer = await self._ask(Command.READ, _READ.pack(group, offset, size), timeout)
        return self._exactly(size, self._sized(answer))

    async def write(self, group: int, offset: int, data: bytes) -> None:
        """Write all of `data`."""
        self._check(await self._ask(Command.WRITE, _READ.pack(group, offset, len(data)) + data), _ANSWER)

    async def read_write(self, group: int, offset: int, size: int, data: bytes) -> bytes:
        """Send `data`, receive `size` bytes; zeros where a sum of reads and writes answers fewer."""
        request = _READ_WRITE.pack(group, offset, size, len(data)) + data
        answer = self._sized(await self._ask(Command.READ_WRITE, request))
        if group == Group.SUM_READ_WRITE and len(answer) < size:  # refused items shorten it, each tells its own length
            return answer.ljust(size, b"\0")
        return self._exactly(size, answer)

    async def state(self) -> int:
        """The ADS state of the port."""
        answer = await self._ask(Command.READ_STATE, b"")
        self._check(answer, _STATE_ANSWER)
        return int(_STATE_ANSWER.unpack_from(answer)[1])

    async def subscribe(self, spans: Sequence[Span], *, cycle: float, delay: float) -> list[int | DeviceError]:
        """One notification per span on change; a refused one is its error, a lost link raises."""
        times = round(delay * TICKS), round(cycle * TICKS)
        adding = [asyncio.ensure_future(self._add(span, *times)) for span in spans]
        try:
            return list(await asyncio.gather(*adding))
        finally:
            for task in adding:
                task.cancel()

    async def unsubscribe(self) -> None:
        """Delete all notifications of this transport."""
        handles, self._handles = sorted(self._handles), set()
        if not handles:
            return
        try:
            data = b"".join(_ANSWER.pack(handle) for handle in handles)
            await self.read_write(Group.SUM_DELETE_NOTIFICATION, len(handles), 4 * len(handles), data)
        except ProtocolError:  # TwinCAT 2 does not know this sum command
            for handle in handles:
                await self._delete(handle)

    def end(self) -> None:
        """Nothing arrives here any more; the link may go on for others."""
        self._link.free(self._source)

    def take(self) -> list[NotificationSample]:
        """The samples that arrived since the last call."""
        self.arrived.clear()
        samples, self._samples = self._samples, deque(maxlen=WAITING)
        return list(samples)

    def _arrive(self, samples: list[NotificationSample]) -> None:
        self._samples += samples
        self.strays.look(samples, self._handles)
        self.arrived.set()

    async def _add(self, span: Span, delay: int, cycle: int) -> int | DeviceError:
        request = _ADD.pack(span.group, span.offset, span.size, TransmissionMode.ON_CHANGE, delay, cycle)
        async with self._slots:
            try:
                answer = await self._ask(Command.ADD_NOTIFICATION, request)
                self._check(answer, _SIZED_ANSWER)
            except ProtocolError as error:
                return error
            handle = int(_SIZED_ANSWER.unpack_from(answer)[1])
            self._handles.add(handle)
            return handle

    async def _delete(self, handle: int) -> None:
        with contextlib.suppress(ProtocolError):
            self._check(await self._ask(Command.DELETE_NOTIFICATION, _ANSWER.pack(handle)), _ANSWER)

    async def _ask(self, command: Command, data: bytes, timeout: float | None = None) -> bytes:
        return await self._link.ask(self._target, self._source, command, data, timeout or self._timeout)

    def _check(self, answer: bytes, shape: struct.Struct) -> None:
        """Raise what the device answers, or that it answers too little."""
        code = _ANSWER.unpack_from(answer)[0] if len(answer) >= _ANSWER.size else 0
        if code:
            raise failure(code, self._where)
        if len(answer) < shape.size:
            raise self._incomplete(f"{len(answer)} bytes")

    def _sized(self, answer: bytes) -> bytes:
        self._check(answer, _SIZED_ANSWER)
        size = _SIZED_ANSWER.unpack_from(answer)[1]
        data = answer[_SIZED_ANSWER.size :]
        if size != len(data):
            raise self._incomplete(f"{size} bytes are announced, {len(data)} follow")
        return data

    def _exactly(self, size: int, data: bytes) -> bytes:
        if len(data) != size:
            raise self._incomplete(f"{len(data)} bytes instead of {size}")
        return data

    def _incomplete(self, detail: str) -> ProtocolError:
        return ProtocolError(f"{self._where}: {detail}", key="answer_incomplete", where=self._where)
