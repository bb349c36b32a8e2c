"""The wire: bytes out, bytes in. All of pyserial there is in this service.

Opening and closing may take seconds (a name that is looked up, a driver that drains), so they go to a thread; reading
and writing never wait.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import termios
from contextlib import suppress

import serial  # type: ignore[import-untyped]

from dinrail.bms.exchange import LineLost
from dinrail.errors import NotConnected
from dinrail_serial.endpoint import Endpoint

__all__ = ["SerialClient"]

CHUNK = 4096
MOST_WAITING = 65_536
PARITIES = {"none": "N", "even": "E", "odd": "O"}


class SerialClient:
    """One port; every failure is NotConnected."""

    def __init__(self, endpoint: Endpoint, baud: int) -> None:
        self.endpoint = endpoint
        self.baud = baud
        self.received = 0
        self._port: serial.SerialBase | None = None
        self._watched = -1
        self._waiting = bytearray()
        self._arrived = asyncio.Event()
        self._ended = asyncio.Event()
        self._lost: NotConnected | None = None

    async def open(self) -> None:
        """Open the port for us alone; raises NotConnected."""
        opening = asyncio.get_running_loop().run_in_executor(None, self._open)
        try:
            port = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(lambda done: done.exception() or done.result().close())
            raise
        except (OSError, ValueError, termios.error) as error:  # SerialException is an OSError
            raise self._refusal(error) from None
        self._port, self._watched = port, port.fileno()
        asyncio.get_running_loop().add_reader(self._watched, self._receive)

    async def close(self) -> None:
        """Release the port; twice is fine."""
        port, self._port = self._port, None
        if port is not None:
            self._unwatch()
            with suppress(OSError, termios.error):
                await asyncio.to_thread(port.close)

    async def set_baud(self, baud: int) -> None:
        """Change the rate of a serial port; a serial server keeps its own."""
        if self.endpoint.serial and baud != self.baud and self._port is not None:
            try:
                await asyncio.to_thread(setattr, self._port, "baudrate", baud)
            except (OSError, ValueError, termios.error) as error:
                raise self._gone(error) from None
            self.baud = baud

    async def send(self, data: bytes) -> None:
        """Hand bytes to the port; raises NotConnected."""
        rest = memoryview(data)
        for _ in range(100):
            if self._port is None:
                raise self._lost or self._gone("not open")
            try:
                rest = rest[self._port.write(rest) or 0 :]
            except OSError as error:
                raise self._gone(error) from None
            if not rest:
                return
            await asyncio.sleep(0.02)
        raise self._gone("takes no bytes")

    async def receive(self, timeout: float) -> bytes:
        """What has arrived, as soon as something has; empty after `timeout` seconds. Raises NotConnected."""
        if not self._waiting and self._lost is None:
            self._arrived.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._arrived.wait()
        data = bytes(self._waiting)
        self._waiting.clear()
        if not data and self._lost is not None:
            raise self._lost
        return data

    async def lost(self, timeout: float) -> None:
        """Wait `timeout` seconds; raises NotConnected as soon as the port is gone."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._ended.wait()
        if self._lost is not None:
            raise self._lost

    def discard(self) -> int:
        """Drop what arrived unasked; how many bytes."""
        count = len(self._waiting)
        self._waiting.clear()
        return count

    def _open(self) -> serial.SerialBase:
        where = self.endpoint
        port = serial.serial_for_url(where.url, do_not_open=True, timeout=0, write_timeout=0)
        if where.serial:
            port.baudrate, port.bytesize, port.stopbits = self.baud, where.data_bits, where.stop_bits
            port.parity, port.exclusive = PARITIES[where.parity], True
        port.open()
        if where.serial:
            fcntl.ioctl(port.fileno(), termios.TIOCEXCL)  # pyserial's own lock is seen by its own kind only
        return port

    def _receive(self) -> None:
        """The loop says that there is something to read, or that the port has gone."""
        if self._port is None:
            return
        try:
            data = self._port.read(CHUNK)
        except OSError as error:
            self._lost = self._gone(error)
            self._unwatch()
            self._arrived.set()
            self._ended.set()
            return
        self.received += len(data)
        self._waiting += data
        del self._waiting[:-MOST_WAITING]
        if data:
            self._arrived.set()

    def _unwatch(self) -> None:
        if self._watched >= 0:
            asyncio.get_running_loop().remove_reader(self._watched)
            self._watched = -1

    def _gone(self, error: object) -> LineLost:
        where = self.endpoint
        if where.serial:
            return LineLost(f"{where} is gone: {error}", key="serial_port_lost", device=where.device)
        return LineLost(f"{where}: {error}", key="connection_lost", host=where.host, port=where.port)

    def _refusal(self, error: Exception) -> NotConnected:
        where = self.endpoint
        if not where.serial:
            return NotConnected(f"no connection to {where}: {error}", host=where.host, port=where.port)
        if not os.path.exists(where.device):  # noqa: PTH110 - one stat
            key, message = "serial_port_missing", "is not there"
        elif not os.access(where.device, os.R_OK | os.W_OK):
            key, message = "serial_port_forbidden", "may not be used"
        else:
            key, message = "serial_port_busy", "is used by somebody else or does not know these settings"
        return NotConnected(f"{where.device} {message}", key=key, device=where.device)
