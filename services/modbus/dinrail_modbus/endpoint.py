"""How a device or its gateway is reached: Modbus TCP, RTU frames over TCP, or a serial line."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail.options import option

__all__ = ["Baud", "Endpoint", "Parity", "Transport"]

Transport = Literal["tcp", "rtu_over_tcp", "serial"]
Baud = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400]
Parity = Literal["none", "even", "odd"]

_NETWORK = {"transport": ["tcp", "rtu_over_tcp"]}
_SERIAL = {"transport": ["serial"]}


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Where a device, a gateway or a serial line is found; `str` of it is what people call it."""

    host: Annotated[
        str,
        option(
            "Host",
            "Name or IP address; not for a serial port.",
            only=_NETWORK,
            examples=["192.168.1.50"],
            pattern=r"^[^\s/]*$",
            max_length=253,
        ),
    ] = ""
    port: Annotated[int, option("Port", only=_NETWORK, ge=1, le=65535)] = 502
    transport: Annotated[
        Transport,
        option(
            "Transport",
            "Modbus TCP; RTU frames through a TCP port, as simple serial servers do; or a serial port of this host.",
        ),
    ] = "tcp"
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
    baud: Annotated[Baud, option("Baud rate", "As every device of the line is set.", only=_SERIAL)] = 9600
    parity: Annotated[Parity, option("Parity", "As every device of the line is set.", only=_SERIAL)] = "none"
    stop_bits: Annotated[
        Literal[1, 2], option("Stop bits", "2 is common without parity.", only=_SERIAL, advanced=True)
    ] = 1

    @property
    def rtu(self) -> bool:
        """Whether frames carry a check sum and no number."""
        return self.transport != "tcp"

    @property
    def serial(self) -> bool:
        """Whether it is a serial port of this host."""
        return self.transport == "serial"

    def __str__(self) -> str:
        return self.device if self.serial else f"{self.host}:{self.port}"
