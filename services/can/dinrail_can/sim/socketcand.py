"""A server that speaks socketcand: greeting, open, rawmode, then frames both ways."""

from __future__ import annotations

import asyncio
import time

from dinrail.testing.device import TcpDevice
from dinrail_can.sim.bus import BUS_OFF, SimFrame, SimulatedBus

__all__ = ["SocketcandServer"]

MAX_BUFFER = 1 << 20
STANDARD_DIGITS = 3


class SocketcandServer(TcpDevice):
    """Every connection is a port of the bus."""

    def __init__(self, bus: SimulatedBus, channel: str = "can0") -> None:
        super().__init__()
        self.bus = bus
        self.channel = channel
        self.accepted = 0
        self.mute = False
        """Accept and say nothing."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Commands of one client."""
        port = _Port(writer)
        try:
            if not self.mute:
                writer.write(b"< hi >")
            while True:
                command = (await reader.readuntil(b">")).decode("ascii", "replace").strip(" <>\r\n").split()
                self._obey(command, port)
        except asyncio.LimitOverrunError:
            return  # that is no command
        finally:
            if port in self.bus.ports:
                self.bus.ports.remove(port)

    def _obey(self, command: list[str], port: _Port) -> None:
        match command:
            case ["open", channel]:
                self.accepted += 1
                port.say("< ok >" if channel == self.channel else "< error could not open bus >")
            case ["rawmode"]:
                port.say("< ok >")
                self.bus.ports.append(port)
                if self.bus.off:
                    port.error(BUS_OFF)
            case ["send", number, _, *data]:
                try:
                    payload = bytes(int(each, 16) for each in data)
                    frame = SimFrame(int(number, 16), payload, extended=len(number) > STANDARD_DIGITS)
                except ValueError:
                    port.say("< error malformed >")
                    return
                if not self.bus.send(frame, port) and self.bus.off:
                    port.error(BUS_OFF)
            case _:
                port.say("< error unknown command >")


class _Port:
    """One connection; who does not read loses frames, as with a real interface."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.lost = 0

    def say(self, text: str) -> None:
        if self._writer.transport.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() > MAX_BUFFER:
            self.lost += 1
            return
        self._writer.write(text.encode())

    def deliver(self, frame: SimFrame) -> None:
        number = f"{frame.id:08X}" if frame.extended else f"{frame.id:03X}"
        self.say(f"< frame {number} {time.time():.6f} {frame.data.hex().upper()} >")

    def error(self, classes: int) -> None:
        self.say(f"< error {classes:03X} {time.time():.6f} >")
