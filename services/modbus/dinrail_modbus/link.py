"""The shared line: turns, pauses, silence between frames, counters, and a fresh connection where the old is no good."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from dinrail.clock import Clock
from dinrail.errors import DeviceError, NotConnected, ProtocolError, Timeout
from dinrail_modbus import rtu
from dinrail_modbus.client import ExceptionAnswer, ModbusClient
from dinrail_modbus.diagnostics import Diagnostics
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.tables import Table
from dinrail_modbus.turns import Turns

__all__ = ["Link", "silence_of"]

T = TypeVar("T")

CONNECT_S = 2.0
SLICE_S = 0.05  # a late answer ends the wait for it
TURNAROUND_S = 0.1  # what devices get to take a broadcast in, as nobody says that it is done


def silence_of(endpoint: Endpoint) -> float:
    """Seconds without a byte that must separate two frames there; none where TCP carries them."""
    if not endpoint.serial:
        return 0.0
    return rtu.silence(endpoint.baud, rtu.bits_of_character(endpoint.parity, endpoint.stop_bits))


class Link:
    """One endpoint at a time. `read` and the writes are for whoever holds a turn."""

    def __init__(self, clock: Clock, count: Callable[[str, int], None], *, timeout: float, delay: float) -> None:
        self.timeout = timeout
        self.unanswered = 0
        """Requests in a row without any answer, whoever was asked."""
        self._clock = clock
        self._count = count
        self._delay = delay
        self._turns = Turns()
        self._client: ModbusClient | None = None
        self._quiet_since = 0.0
        self._silence = 0.0
        self._late = 0
        self.diagnostics = Diagnostics()

    async def open(self, endpoint: Endpoint) -> None:
        """Connect and keep the silence a device may want first; raises NotConnected."""
        self.close()
        self._client = ModbusClient(endpoint, patience=self.timeout)
        self.unanswered = self._late = 0
        self._silence = silence_of(endpoint)
        await self._connect(self._client)

    @property
    def endpoint(self) -> Endpoint | None:
        """Where it goes, None when it is closed."""
        return self._client.endpoint if self._client is not None else None

    @property
    def connected(self) -> bool:
        """Whether requests can be made."""
        return self._client is not None and self._client.connected

    def close(self) -> None:
        """Drop the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    @asynccontextmanager
    async def turn(self, unit: int, *, pause: float = 0.0, urgent: bool = False) -> AsyncIterator[None]:
        """Hold the line to ask `unit`, `pause` s after the last request; only who is urgent holds it while waiting."""
        await self._turns.take(urgent=urgent)
        while not urgent and (rest := max(self._rest(pause), self.suspicion(unit))) > 0:
            self._turns.give_back()
            await self._clock.sleep(min(rest, SLICE_S))
            await self._turns.take()
        try:
            await self.pause(pause)
            yield
        finally:
            self._turns.give_back()

    def suspicion(self, unit: int) -> float:
        """Seconds for which `unit` should be left alone, as an earlier answer of it may still come."""
        return self._client.suspicion(unit) if self._client is not None else 0.0

    async def pause(self, pause: float) -> None:
        """Wait until `pause` s have passed since the last request."""
        if (rest := self._rest(pause)) > 0:
            await self._clock.sleep(rest)

    async def read(self, unit: int, table: Table, address: int, size: int, *, timeout: float) -> bytes:
        """Raw bytes of a span; raises Timeout, ProtocolError or NotConnected."""
        client = await self._ready()
        return await self._ask(unit, client.read(unit, table, address, size, timeout=timeout))

    async def write_registers(
        self, unit: int, address: int, data: bytes, *, multiple: bool, timeout: float, broadcast: bool = False
    ) -> None:
        """FC 6 or FC 16; raises like `read`. Nobody answers a `broadcast`."""
        client = await self._ready()
        call = client.write_registers(unit, address, data, multiple=multiple, timeout=timeout, broadcast=broadcast)
        await self._ask(unit, call, broadcast=broadcast)

    async def write_coil(
        self, unit: int, address: int, on: bool, *, multiple: bool, timeout: float, broadcast: bool = False
    ) -> None:
        """FC 5 or FC 15; raises like `read`. Nobody answers a `broadcast`."""
        client = await self._ready()
        call = client.write_coil(unit, address, on, multiple=multiple, timeout=timeout, broadcast=broadcast)
        await self._ask(unit, call, broadcast=broadcast)

    async def _ready(self) -> ModbusClient:
        client = self._client
        if client is None:
            raise NotConnected("the link is closed")
        if client.broken or not client.connected:  # out of step, or closed by a device that saw no request for long
            self._count("reopened", 1)
            await self._connect(client)
        await client.quiet(self._silence)
        return client

    async def _connect(self, client: ModbusClient) -> None:
        await client.open(CONNECT_S)
        if self._delay:
            await self._clock.sleep(self._delay)

    async def _ask(self, unit: int, request: Awaitable[T], *, broadcast: bool = False) -> T:
        self._count("requests", 1)
        began, error = self._clock.monotonic(), None
        try:
            answer = await request
        except DeviceError as problem:
            error = problem
            self._count_failure(problem)
            raise
        finally:
            now = self._quiet_since = self._clock.monotonic()
            if not broadcast:
                self.diagnostics.note(unit, now - began, error)
            self._count_late()
        if broadcast:
            await self._clock.sleep(TURNAROUND_S)
        self.unanswered = 0
        return answer

    def _count_failure(self, error: DeviceError) -> None:
        if isinstance(error, Timeout):
            self.unanswered += 1
            self._count("timeouts", 1)
        elif isinstance(error, ProtocolError):
            self.unanswered = 0
            self._count("exceptions" if isinstance(error, ExceptionAnswer) else "protocol_errors", 1)
            if error.reason.key == "crc_wrong":
                self._count("crc_errors", 1)

    def _count_late(self) -> None:
        late = self._client.late_answers if self._client is not None else 0
        if late != self._late:
            self._count("late_answers", late - self._late)
            self._late = late

    def _rest(self, pause: float) -> float:
        return pause - (self._clock.monotonic() - self._quiet_since) if pause else 0.0
