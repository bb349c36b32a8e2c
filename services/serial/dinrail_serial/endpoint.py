"""How a line is reached: a serial port of this host, or a serial server that hands its bytes through TCP."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail.options import option

__all__ = ["Baud", "Endpoint", "Parity"]

Baud = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400]
Parity = Literal["none", "even", "odd"]

_NETWORK = {"transport": ["tcp"]}
_SERIAL = {"transport": ["serial"]}


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One line; `str` of it is what people call it."""

    transport: Annotated[
        Literal["serial", "tcp"],
        option("Transport", "A serial port of this host, or a serial server that passes bytes on as they are."),
    ] = "serial"
    device: Annotated[
        str,
        option(
            "Serial port",
            "Its name under /dev/serial/by-id stays the same when it is plugged in elsewhere.",
            only=_SERIAL,
            examples=["/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10K-if00-port0"],
            pattern=r"^(/dev/[^\s\0]+)?$",
            max_length=253,
        ),
    ] = ""
    host: Annotated[
        str,
        option(
            "Host", "Name or IP address of the serial server.", only=_NETWORK, pattern=r"^[^\s/?#@]*$", max_length=253
        ),
    ] = ""
    port: Annotated[int, option("Port", only=_NETWORK, ge=1, le=65535)] = 4001
    baud: Annotated[
        Baud | None, option("Baud rate", "Empty: what the type of the battery usually has.", only=_SERIAL)
    ] = None
    parity: Annotated[Parity, option("Parity", "Batteries have none.", only=_SERIAL, advanced=True)] = "none"
    data_bits: Annotated[Literal[7, 8], option("Data bits", "Batteries have 8.", only=_SERIAL, advanced=True)] = 8
    stop_bits: Annotated[Literal[1, 2], option("Stop bits", only=_SERIAL, advanced=True)] = 1

    @property
    def serial(self) -> bool:
        """Whether it is a port of this host."""
        return self.transport == "serial"

    @property
    def url(self) -> str:
        """As pyserial wants it."""
        return self.device if self.serial else f"socket://{self.host}:{self.port}"

    def __str__(self) -> str:
        return self.device if self.serial else f"{self.host}:{self.port}"
