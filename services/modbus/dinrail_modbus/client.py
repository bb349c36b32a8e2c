"""The field side: one Modbus TCP connection through pymodbus, and nothing else of pymodbus anywhere.

pymodbus 3.16 brings requests, framing, transaction ids and the socket (asyncio sets TCP_NODELAY on it). It is told not
to reconnect and not to retry, because the runner and the back-off of a unit do that; not to close the link after some
unanswered requests (it would cut off healthy neighbours of a dead unit, pymodbus#3012); and it does not notice a lost
connection while it waits, nor says more than "no answer" of a wrong one. Its trace hooks show both.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable

from pymodbus.client.tcp import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu.pdu import ModbusPDU

from dinrail.errors import NotConnected, ProtocolError, Timeout
from dinrail_modbus.frames import Expected, inspect
from dinrail_modbus.tables import Table, read_function

__all__ = ["ExceptionAnswer", "ModbusTcp"]

EXCEPTIONS = {
    1: "illegal_function",
    2: "illegal_data_address",
    3: "illegal_data_value",
    4: "device_failure",
    5: "acknowledge",
    6: "device_busy",
    8: "memory_parity_error",
    10: "gateway_path_unavailable",
    11: "gateway_target_failed",
}
NEVER = 2**31
OWN_TIMEOUT = 86_400.0  # ours is shorter
BUFFER = 4096  # pymodbus drops everything when more than one frame waits

logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # it logs each failed request; state changes are logged here


class ExceptionAnswer(ProtocolError):
    """The device refused a request with a Modbus exception `code`."""

    def __init__(self, code: int, unit: int, function: int) -> None:
        key = EXCEPTIONS.get(code, f"exception_{code}")
        super().__init__(f"unit {unit}, FC {function}: {key}", key=key, unit=unit, function=function, code=code)
        self.code = code


class _RawRead(ModbusPDU):
    """A read answer kept as bytes; pymodbus would make a list of integers of it."""

    data = b""

    def decode(self, data: bytes) -> None:
        self.data = data[1:]


_ANSWERS = [type(f"_Raw{code}", (_RawRead,), {"function_code": code}) for code in (1, 2, 3, 4)]


class ModbusTcp:
    """One connection, one request at a time (the caller sees to that)."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.late_answers = 0
        self._client: AsyncModbusTcpClient | None = None
        self._waiting: asyncio.Timeout | None = None
        self._expected: Expected | None = None
        self._failure: ProtocolError | NotConnected | None = None
        self._given_up: deque[int] = deque(maxlen=64)
        self.broken = False
        """The byte stream is out of step; only a new connection helps."""
        self._partial = False

    @property
    def connected(self) -> bool:
        """Whether the link is up."""
        return self._client is not None and self._client.connected

    async def open(self, timeout: float) -> None:
        """Connect; raises NotConnected."""
        self.close()
        client = AsyncModbusTcpClient(
            self.host,
            port=self.port,
            timeout=OWN_TIMEOUT,
            retries=0,
            reconnect_delay=0,
            trace_packet=self._packet,
            trace_connect=self._connection,
        )
        client.set_max_no_responses(NEVER)
        client.ctx.max_buffer_size = BUFFER
        for answer in _ANSWERS:
            client.register(answer)
        self._client = client
        try:
            async with asyncio.timeout(timeout):
                up = await client.connect()
        except TimeoutError:
            up = False
        if not up:
            self.close()
            raise NotConnected(f"no connection to {self.host}:{self.port}", host=self.host, port=self.port)

    def close(self) -> None:
        """Drop the link; twice is fine."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
        self._given_up.clear()
        self.broken = self._partial = False

    async def read(self, unit: int, table: Table, address: int, count: int, *, timeout: float) -> bytes:
        """Registers as sent, 2 bytes each (coils: 8 in a byte); raises Timeout, ProtocolError or NotConnected."""
        client, function = self._ready(), read_function(table)
        method = {
            1: client.read_coils,
            2: client.read_discrete_inputs,
            3: client.read_holding_registers,
            4: client.read_input_registers,
        }[function]
        size = 2 + ((count + 7) // 8 if function < 3 else 2 * count)
        call = method(address, count=count, device_id=unit)
        answer = await self._exchange(call, Expected(0, unit, function, size), timeout)
        if not isinstance(answer, _RawRead):
            raise ProtocolError(f"unit {unit}: unexpected answer", key="function_wrong", unit=unit)
        return answer.data

    async def write_registers(self, unit: int, address: int, data: bytes, *, multiple: bool, timeout: float) -> None:
        """Write whole registers with FC 6 (one) or FC 16; raises like `read`."""
        client = self._ready()
        values = [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]
        if len(values) == 1 and not multiple:
            call = client.write_register(address, values[0], device_id=unit)
        else:
            call = client.write_registers(address, values, device_id=unit)
        await self._exchange(call, Expected(0, unit, 6 if len(values) == 1 and not multiple else 16, 5), timeout)

    async def write_coil(self, unit: int, address: int, on: bool, *, multiple: bool, timeout: float) -> None:
        """Write one coil with FC 5 or FC 15; raises like `read`."""
        client = self._ready()
        if multiple:
            call = client.write_coils(address, [on], device_id=unit)
        else:
            call = client.write_coil(address, on, device_id=unit)
        await self._exchange(call, Expected(0, unit, 15 if multiple else 5, 5), timeout)

    def _ready(self) -> AsyncModbusTcpClient:
        if self._client is None or not self._client.connected:
            raise self._lost()
        return self._client

    async def _exchange(self, call: Awaitable[ModbusPDU], expected: Expected, timeout: float) -> ModbusPDU:
        self._expected, self._failure, self._partial = expected, None, False
        cancelled = _cancellations()
        try:
            async with asyncio.timeout(timeout) as self._waiting:
                answer = await call
        except (TimeoutError, ModbusException):
            raise self._why(expected, timeout) from None
        finally:
            self._waiting = None
            if self._expected is not None:  # not answered: also when cancelled
                self._given_up.append(self._expected.transaction)
                self._expected = None
        if _cancellations() > cancelled:  # asyncio.wait_for of Python 3.11 loses one in the moment of the answer
            raise asyncio.CancelledError
        if answer.isError():
            raise ExceptionAnswer(answer.exception_code, expected.unit, expected.function)
        return answer

    def _why(self, expected: Expected, timeout: float) -> NotConnected | ProtocolError | Timeout:
        if self._failure is not None:
            return self._failure
        if self._client is None or not self._client.connected:
            return self._lost()
        if self._partial:
            self.broken = True
            return _wrong("frame_short", expected)
        return Timeout(f"unit {expected.unit} did not answer in {timeout:g} s", unit=expected.unit, timeout=timeout)

    def _lost(self) -> NotConnected:
        return NotConnected(f"{self.host}:{self.port} closed the connection", host=self.host, port=self.port)

    def _packet(self, sending: bool, data: bytes) -> bytes:
        """Hook: every frame sent, and all bytes received so far; what it returns is what pymodbus goes on with."""
        expected = self._expected
        if sending:
            if expected is not None:
                self._expected = expected._replace(transaction=int.from_bytes(data[:2], "big"))
            return data
        seen = inspect(data, expected, self._given_up)
        self.late_answers += seen.late
        self._partial = seen.partial
        self.broken = self.broken or seen.broken
        if seen.problem:
            self._fail(_wrong(seen.problem, expected))
            return b""
        return data

    def _connection(self, up: bool) -> None:
        """Hook: the link came up or was lost."""
        if not up:
            self._fail(self._lost())

    def _fail(self, error: ProtocolError | NotConnected) -> None:
        """End the wait for an answer now."""
        if self._waiting is not None and self._failure is None and not self._waiting.expired():
            self._failure = error
            self._waiting.reschedule(asyncio.get_running_loop().time())


def _wrong(key: str, expected: Expected | None) -> ProtocolError:
    unit = expected.unit if expected else None
    return ProtocolError(f"unit {unit}: {key}", key=key, unit=unit)


def _cancellations() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0
