"""The field side: pyads carries bytes to one AMS port and back, and nothing else of pyads anywhere.

What has to be known of pyads 3.6 and the AdsLib in it (measured, see docs/decisions/0052-ads-through-pyads.md): one
request at a time per Connection; closing with a notification still registered is a segmentation fault; a lost peer
stays in the library until every Connection to its address is closed; the local NetId is one per process; connecting
blocks without a limit. Hence one thread per Connection, notifications deleted first, and a gate before each opening.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import pyads  # type: ignore[import-untyped]
from pyads import pyads_ex, structs

from dinrail.errors import DeviceError, ProtocolError
from dinrail_ads.faults import failure
from dinrail_ads.gate import GATE
from dinrail_ads.sums import split
from dinrail_ads.transport import NotificationSample, Span
from dinrail_ads.wire.commands import TransmissionMode
from dinrail_ads.wire.groups import Group
from dinrail_ads.worker import Worker

__all__ = ["PyadsTransport"]

T = TypeVar("T")

STUCK_S = 25.0
CLOSE_S = 1.2
DROP_MS = 1
AT_ONCE = 10  # requests in one job of the thread, so that a slow way to the PLC is not taken for a thread that hangs
WAITING = 200_000  # samples; more arrive only while the event loop stands still
_DATA_AT = structs.SAdsNotificationHeader.data.offset
_REQUEST = ctypes.sizeof(structs.SAdsSumRequest)

_SILENT = 4
with contextlib.suppress(ValueError):  # it writes a line to stderr for each request on a lost link; we tell it once
    ctypes.c_size_t.in_dll(pyads_ex._adsDLL, "_ZN6Logger8logLevelE").value = _SILENT  # noqa: SLF001


class PyadsTransport:
    """`address` is numeric, `ip` or `ip:port`; `timeout` seconds per request."""

    def __init__(
        self, address: str, net_id: str, port: int, *, own: str, timeout: float, stuck: Callable[[str], None]
    ) -> None:
        self.port = port
        self.arrived = asyncio.Event()
        self._address = address
        self._net_id = net_id
        self._own = own
        self._timeout = timeout
        self._where = f"AMS port {port}"
        self._worker = Worker(f"ads-{port}", patience=STUCK_S, stuck=stuck)
        self._connection: pyads.Connection | None = None
        self._handles: list[int] = []
        self._samples: deque[NotificationSample] = deque(maxlen=WAITING)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Task[None] | None = None
        self._woken = False
        self._lost = False

    async def open(self) -> None:
        """Be ready for requests; raises NotConnected, Timeout."""
        self._loop = asyncio.get_running_loop()
        await self._worker.call(self._open)

    async def close(self) -> None:
        """Delete the notifications, then close; what takes longer than a moment goes on behind."""
        with contextlib.suppress(DeviceError):
            await self._worker.call(self._close, patience=CLOSE_S)
        self._worker.end()

    async def read(self, group: int, offset: int, size: int, *, timeout: float | None = None) -> bytes:
        """Exactly `size` bytes; `timeout` for answers that take longer than others."""
        return await self._worker.call(lambda: self._patient(timeout, lambda: self._read(group, offset, size)))

    async def write(self, group: int, offset: int, data: bytes) -> None:
        """Write all of `data`."""
        await self._worker.call(lambda: self._write(group, offset, data))

    async def read_write(self, group: int, offset: int, size: int, data: bytes) -> bytes:
        """Send `data`, receive `size` bytes; zeros where a sum of reads and writes answers fewer."""
        return await self._worker.call(lambda: self._read_write(group, offset, size, data))

    async def state(self) -> int:
        """The ADS state of the port."""
        return await self._worker.call(lambda: self._ask(lambda link: int(link.read_state()[0])))

    async def subscribe(self, spans: Sequence[Span], *, cycle: float, delay: float) -> list[int | DeviceError]:
        """One notification per span on change; a refused one is its error, a lost link raises."""
        made: list[int | DeviceError] = []
        for part in split(spans, AT_ONCE):
            made += await self._worker.call(partial(self._subscribe, part, cycle, delay))
        return made

    async def unsubscribe(self) -> None:
        """Delete all notifications of this transport."""
        await self._worker.call(self._unsubscribe)

    def take(self) -> list[NotificationSample]:
        """The samples that arrived since the last call."""
        self._woken = False
        self.arrived.clear()
        samples = self._samples
        return [samples.popleft() for _ in range(len(samples))]

    # The rest runs in the worker's thread.

    def _open(self) -> None:
        GATE.enter(self._address, self._own, pyads.set_local_address)
        try:
            connection = pyads.Connection(self._net_id, self.port, self._address)
            connection.open()
        except (pyads.ADSError, RuntimeError) as error:
            GATE.leave(self._address)
            raise _translated(error, self._where) from None
        self._connection = connection
        connection.set_timeout(round(self._timeout * 1000))

    def _close(self) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            self._unsubscribe()
            self._connection = None
            with contextlib.suppress(pyads.ADSError):
                connection.close()
        finally:
            GATE.leave(self._address)

    def _unsubscribe(self) -> None:
        """Tell the PLC in one request, then make the library forget each; a dead peer must not cost a time-out each."""
        connection, handles = self._connection, self._handles
        if connection is None or not handles:
            return
        self._handles = []
        request = b"".join(handle.to_bytes(4, "little") for handle in handles)
        with contextlib.suppress(DeviceError):
            if not self._lost:
                self._read_write(Group.SUM_DELETE_NOTIFICATION, len(handles), 4 * len(handles), request)
        connection.set_timeout(DROP_MS)
        for handle in handles:
            with contextlib.suppress(pyads.ADSError):
                connection.del_device_notification(handle, None)
        connection.set_timeout(round(self._timeout * 1000))

    def _subscribe(self, spans: Sequence[Span], cycle: float, delay: float) -> list[int | DeviceError]:
        made: list[int | DeviceError] = []
        for span in spans:
            attributes = pyads.NotificationAttrib(span.size, TransmissionMode.ON_CHANGE, delay * 1000, cycle * 1000)
            try:
                made.append(self._ask(lambda link, s=span, a=attributes: self._add(link, s, a)))  # type: ignore[misc]
            except ProtocolError as error:
                made.append(error)
        return made

    def _add(self, link: pyads.Connection, span: Span, attributes: pyads.NotificationAttrib) -> int:
        handle: int = link.add_device_notification((span.group, span.offset), attributes, self._arrive)[0]
        self._handles.append(handle)
        return handle

    def _arrive(self, notification: Any, _data: object) -> None:
        """A sample, in a thread of the library's own."""
        head = notification.contents
        data = ctypes.string_at(ctypes.addressof(head) + _DATA_AT, head.cbSampleSize)
        self._samples.append(NotificationSample(head.hNotification, head.nTimeStamp, data))
        if not self._woken and self._loop is not None:
            self._woken = True
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self.arrived.set)

    def _read(self, group: int, offset: int, size: int) -> bytes:
        kind = ctypes.c_ubyte * size
        return self._ask(lambda link: bytes(link.read(group, offset, kind, return_ctypes=True)))

    def _write(self, group: int, offset: int, data: bytes) -> None:
        kind = ctypes.c_ubyte * len(data)
        self._ask(lambda link: link.write(group, offset, kind.from_buffer_copy(data), kind))

    def _read_write(self, group: int, offset: int, size: int, data: bytes) -> bytes:
        answer = ctypes.c_ubyte * size
        kind: Any = ctypes.c_ubyte * len(data)
        payload: Any = kind.from_buffer_copy(data)
        if group == Group.SUM_READ:  # pyads looks into the request for the sizes
            kind = structs.SAdsSumRequest * (len(data) // _REQUEST)
            payload = kind.from_buffer_copy(data)
        elif group == Group.SUM_WRITE:
            payload = bytearray(data)
        exact = group != Group.SUM_READ_WRITE  # refused items shorten its answer; it tells each item's length itself
        return self._ask(
            lambda link: bytes(
                link.read_write(group, offset, answer, payload, kind, return_ctypes=True, check_length=exact)
            )
        )

    def _patient(self, timeout: float | None, job: Callable[[], T]) -> T:
        connection = self._connection
        if timeout is None or connection is None:
            return job()
        connection.set_timeout(round(timeout * 1000))
        try:
            return job()
        finally:
            connection.set_timeout(round(self._timeout * 1000))

    def _ask(self, job: Callable[[pyads.Connection], T]) -> T:
        if self._connection is None:
            raise failure(-1, self._where)
        try:
            answer = job(self._connection)
        except (pyads.ADSError, RuntimeError) as error:
            problem = _translated(error, self._where)
            self._lost = not isinstance(problem, ProtocolError)
            raise problem from None
        self._lost = False
        return answer


def _translated(error: Exception, where: str) -> DeviceError:
    if isinstance(error, pyads.ADSError):
        return failure(getattr(error, "err_code", -1), where)
    return ProtocolError(f"{where}: {error}", key="answer_incomplete", where=where)
