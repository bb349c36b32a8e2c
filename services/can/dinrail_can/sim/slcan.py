"""A serial adapter that speaks slcan on a pseudo terminal; it can be unplugged and plugged in again."""

from __future__ import annotations

import asyncio
import os
import tty
from pathlib import Path

from dinrail_can.sim.bus import BUS_OFF, SimFrame, SimulatedBus

__all__ = ["SlcanAdapter"]

OK, REFUSED = b"\r", b"\a"
WARNING, PASSIVE, BUS_ERROR = 0x04, 0x20, 0x80
BITRATES = b"012345678"
MAX_LINE = 64


class SlcanAdapter:
    """`path` is a link to the terminal, as under /dev/serial/by-id."""

    def __init__(self, bus: SimulatedBus, path: Path) -> None:
        self.bus = bus
        self.path = path
        self.is_open = False
        self.opened = 0
        self.bitrate = b""
        self.lost = 0
        self.flags = 0
        self._fds: tuple[int, int] | None = None
        self._line = b""
        self._unsent = bytearray()

    def plug_in(self) -> None:
        """Make the terminal."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._fds = (master, slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(slave))
        asyncio.get_running_loop().add_reader(master, self._readable)

    def unplug(self) -> None:
        """The device vanishes."""
        fds, self._fds = self._fds, None
        self.path.unlink(missing_ok=True)
        self._shut()
        if fds is not None:
            loop = asyncio.get_running_loop()
            loop.remove_reader(fds[0])
            loop.remove_writer(fds[0])
            for fd in fds:
                os.close(fd)

    def deliver(self, frame: SimFrame) -> None:
        """A frame of the bus to the client."""
        number = f"T{frame.id:08X}" if frame.extended else f"t{frame.id:03X}"
        self._say(f"{number}{len(frame.data)}{frame.data.hex().upper()}\r".encode())

    def error(self, classes: int) -> None:
        """Seen when the client asks for flags."""
        self.flags |= BUS_ERROR | (WARNING | PASSIVE if classes & BUS_OFF else 0)

    def _readable(self) -> None:
        if self._fds is None:
            return
        try:
            data = os.read(self._fds[0], 4096)
        except (BlockingIOError, OSError):
            return
        *lines, self._line = (self._line + data).split(b"\r")
        self._line = self._line[-MAX_LINE:]
        for line in lines:
            self._say(self._answer(line))

    def _answer(self, line: bytes) -> bytes:
        kind, rest = line[:1], line[1:]
        if kind == b"" or (kind == b"S" and rest in {BITRATES[at : at + 1] for at in range(9)} and not self.is_open):
            self.bitrate = rest or self.bitrate
            return OK
        if kind in {b"O", b"L"} and not self.is_open:
            self.is_open, self.opened, self.flags = True, self.opened + 1, 0
            self.bus.ports.append(self)
            if self.bus.off:
                self.error(BUS_OFF)
            return OK
        if kind == b"C" and self.is_open:
            self._shut()
            return OK
        if kind == b"F" and self.is_open:
            flags, self.flags = self.flags, self.flags if self.bus.off else 0
            return f"F{flags:02X}\r".encode()
        if kind in {b"t", b"T"} and self.is_open:
            return self._transmit(kind == b"T", rest)
        return REFUSED

    def _transmit(self, extended: bool, rest: bytes) -> bytes:
        digits = 8 if extended else 3
        try:
            number, length = int(rest[:digits], 16), int(rest[digits : digits + 1])
            data = bytes.fromhex(rest[digits + 1 :].decode("ascii"))
        except ValueError:
            return REFUSED
        if len(data) != length or not self.bus.send(SimFrame(number, data, extended), self):
            return REFUSED
        return (b"Z" if extended else b"z") + OK

    def _shut(self) -> None:
        self.is_open = False
        if self in self.bus.ports:
            self.bus.ports.remove(self)

    def _say(self, data: bytes) -> None:
        if self._fds is None:
            return
        if len(self._unsent) > 65536:
            self.lost += 1
            return
        if not self._unsent:
            asyncio.get_running_loop().add_writer(self._fds[0], self._writable)
        self._unsent += data

    def _writable(self) -> None:
        if self._fds is None:
            return
        try:
            del self._unsent[: os.write(self._fds[0], self._unsent)]
        except (BlockingIOError, OSError):
            return
        if not self._unsent:
            asyncio.get_running_loop().remove_writer(self._fds[0])
