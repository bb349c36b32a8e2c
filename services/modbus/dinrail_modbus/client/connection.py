"""One connection or serial line through pymodbus.

pymodbus 3.16 brings requests, framing, transaction ids, socket (with TCP_NODELAY, by asyncio) and port. It is told not
to reconnect and not to retry, because the runner and the back-off of a unit do that; not to close the link after some
unanswered requests (it would cut off healthy neighbours of a dead unit, pymodbus#3012); and it does not notice a lost
connection while it waits, nor says more than "no answer" of a wrong one. Its trace hooks show both.

RTU frames carry no number. An answer that comes after it was given up would pass for that to the next request of the
same unit; so a unit that did not answer is listened to until twice the longest wait is over before it is asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable
from contextlib import suppress

from pymodbus.exceptions import ModbusException
from pymodbus.pdu.pdu import ModbusPDU

from dinrail.errors import NotConnected, ProtocolError, Timeout
from dinrail_modbus import frames, rtu
from dinrail_modbus.client.answers import ANSWERS, ExceptionAnswer, RawRead
from dinrail_modbus.client.suspects import Suspects
from dinrail_modbus.client.wires import Wire, connect, disconnect, refusal, wire
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.frames import Expected
from dinrail_modbus.tables import Table, read_function

__all__ = ["ModbusClient"]

NEVER = 2**31
BUFFER = 4096  # pymodbus drops everything when more than one frame waits

logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # it logs each failed request; state changes are logged here


class ModbusClient:
    """One link, one request at a time (the caller sees to that); `patience` is the longest a request may wait."""

    def __init__(self, endpoint: Endpoint, *, patience: float = 1.5) -> None:
        self.endpoint = endpoint
        self.late_answers = 0
        self.broken = False
        """The byte stream is out of step; only a new connection helps."""
        self._heard_at = 0.0
        self._patience = patience
        self._client: Wire | None = None
        self._waiting: asyncio.Timeout | None = None
        self._expected: Expected | None = None
        self._failure: ProtocolError | NotConnected | None = None
        self._given_up: deque[int] = deque(maxlen=64)
        self._suspects = Suspects()
        self._seen = frames.Seen()

    @property
    def connected(self) -> bool:
        """Whether the link is up."""
        return self._client is not None and self._client.connected

    async def open(self, timeout: float) -> None:
        """Connect; raises NotConnected."""
        self.close()
        client = wire(self.endpoint, self._packet, self._connection)
        client.set_max_no_responses(NEVER)
        client.ctx.max_buffer_size = BUFFER
        for answer in ANSWERS:
            client.register(answer)
        self._client = client
        try:
            async with asyncio.timeout(timeout):
                up = await connect(client)
        except TimeoutError:
            up = False
        if not up:
            self.close()
            raise refusal(self.endpoint)

    def close(self) -> None:
        """Drop the link; twice is fine."""
        client, self._client = self._client, None
        if client is not None:
            disconnect(client)
        self._given_up.clear()
        self._suspects.forget()
        self.broken = False

    def suspicion(self, unit: int) -> float:
        """Seconds until no late answer of `unit` can be taken for another one, 0 or less when none can now."""
        return self._suspects.rest(unit)

    async def quiet(self, seconds: float) -> None:
        """Wait until nothing has been received for so long."""
        loop = asyncio.get_running_loop()
        while (rest := self._heard_at + seconds - loop.time()) > 0:  # noqa: ASYNC110 - noise moves it on
            await asyncio.sleep(rest)

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
        if not isinstance(answer, RawRead):
            raise ProtocolError(f"unit {unit}: unexpected answer", key="function_wrong", unit=unit)
        return answer.data

    async def write_registers(
        self, unit: int, address: int, data: bytes, *, multiple: bool, timeout: float, broadcast: bool = False
    ) -> None:
        """Write whole registers with FC 6 (one) or FC 16; raises like `read`. `broadcast`: nobody answers."""
        client = self._ready()
        values = [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]
        single = len(values) == 1 and not multiple
        if single:
            call = client.write_register(address, values[0], device_id=unit, no_response_expected=broadcast)
        else:
            call = client.write_registers(address, values, device_id=unit, no_response_expected=broadcast)
        await self._send(call, Expected(0, unit, 6 if single else 16, 5), timeout, broadcast=broadcast)

    async def write_coil(
        self, unit: int, address: int, on: bool, *, multiple: bool, timeout: float, broadcast: bool = False
    ) -> None:
        """Write one coil with FC 5 or FC 15; raises like `read`. `broadcast`: nobody answers."""
        client = self._ready()
        if multiple:
            call = client.write_coils(address, [on], device_id=unit, no_response_expected=broadcast)
        else:
            call = client.write_coil(address, on, device_id=unit, no_response_expected=broadcast)
        await self._send(call, Expected(0, unit, 15 if multiple else 5, 5), timeout, broadcast=broadcast)

    async def _send(self, call: Awaitable[ModbusPDU], expected: Expected, timeout: float, *, broadcast: bool) -> None:
        if not broadcast:
            await self._exchange(call, expected, timeout)
            return
        self._expected, self._failure = expected, None
        try:
            await call
        except ModbusException:
            raise self._lost() from None
        finally:
            self._give_up(answered=False)

    def _ready(self) -> Wire:
        if self._client is None or not self._client.connected:
            raise self._lost()
        return self._client

    async def _exchange(self, call: Awaitable[ModbusPDU], expected: Expected, timeout: float) -> ModbusPDU:
        if self.endpoint.rtu:
            await self._suspects.leave(expected.unit)
        self._expected, self._failure, self._seen = expected, None, frames.Seen()
        cancelled = _cancellations()
        began = asyncio.get_running_loop().time()
        answer: ModbusPDU | None = None
        try:
            async with asyncio.timeout(timeout) as self._waiting:
                answer = await call
        except (TimeoutError, ModbusException):
            raise self._why(expected, timeout) from None
        finally:
            self._waiting = None
            self._give_up(answered=answer is not None)
            if self._is_open(answer):
                self._suspects.add(expected.unit, until=began + 2 * self._patience)
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
        if self._seen.partial:
            self.broken = not self.endpoint.rtu
            return _wrong("frame_short", expected)
        if self._seen.noise:
            return _wrong("no_frame", expected)
        return Timeout(f"unit {expected.unit} did not answer in {timeout:g} s", unit=expected.unit, timeout=timeout)

    def _lost(self) -> NotConnected:
        where = self.endpoint
        if where.serial:
            return NotConnected(f"{where} is gone", key="serial_port_lost", device=where.device)
        return NotConnected(f"{where} closed the connection", host=where.host, port=where.port)

    def _is_open(self, answer: ModbusPDU | None) -> bool:
        """Whether an answer may still come and would be taken for another one."""
        return answer is None and self._failure is None and self.endpoint.rtu

    def _give_up(self, *, answered: bool) -> None:
        """The request is over; what comes to it from now on, if it was cancelled too, is late."""
        expected, self._expected = self._expected, None
        if expected is None:
            return
        if not self.endpoint.rtu:
            self._given_up.append(expected.transaction)
        elif answered:
            with suppress(ValueError):
                self._given_up.remove(expected.unit)
        elif expected.unit not in self._given_up:
            self._given_up.append(expected.unit)

    def _packet(self, sending: bool, data: bytes) -> bytes:
        """Hook: every frame sent, and all bytes received so far; what it returns is what pymodbus goes on with."""
        expected, on_rtu = self._expected, self.endpoint.rtu
        if sending:
            if expected is not None and not on_rtu:
                self._expected = expected._replace(transaction=int.from_bytes(data[:2], "big"))
            return data
        self._heard_at = asyncio.get_running_loop().time()
        seen = self._seen = (rtu.inspect if on_rtu else frames.inspect)(data, expected, self._given_up)
        self.late_answers += seen.late
        for unit in seen.late_from:
            self._suspects.clear(unit)
        self.broken = self.broken or seen.broken
        if seen.problem:
            self._fail(_wrong(seen.problem, expected))
            return b""
        return seen.answer if on_rtu else data

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
