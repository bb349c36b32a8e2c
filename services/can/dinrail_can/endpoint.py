"""How a bus is reached: an interface of this host, a serial adapter, a socketcand server, or a bus in this process."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail.options import option

__all__ = ["Bitrate", "Endpoint", "Interface"]

Interface = Literal["socketcan", "slcan", "socketcand", "virtual"]
Bitrate = Literal[10000, 20000, 50000, 100000, 125000, 250000, 500000, 750000, 1000000]

_NAMED = {"interface": ["socketcan", "socketcand", "virtual"]}
_SERIAL = {"interface": ["slcan"]}
_NETWORK = {"interface": ["socketcand"]}


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Where the bus is found; `str` of it is what people call it."""

    interface: Annotated[
        Interface,
        option(
            "Interface",
            "A CAN interface of this host, a serial adapter (slcan), or one of a host that runs socketcand; "
            "virtual is a bus within this process, for tests.",
        ),
    ] = "socketcan"
    channel: Annotated[
        str,
        option(
            "Channel", "Name of the interface.", only=_NAMED, examples=["can0"], pattern=r"^[\w.:-]+$", max_length=32
        ),
    ] = "can0"
    device: Annotated[
        str,
        option(
            "Serial port",
            "Its name under /dev/serial/by-id stays the same when it is plugged in elsewhere.",
            only=_SERIAL,
            examples=["/dev/serial/by-id/usb-Openlight_Labs_CANable2-if00"],
            pattern=r"^(/[^\s\0]+)?$",
            max_length=253,
        ),
    ] = ""
    baud: Annotated[
        int, option("Baud rate", "Of the serial port; USB adapters ignore it.", only=_SERIAL, ge=1200, advanced=True)
    ] = 115200
    host: Annotated[str, option("Host", "Name or IP address.", only=_NETWORK, pattern=r"^[^\s/]*$", max_length=253)] = (
        ""
    )
    port: Annotated[int, option("Port", only=_NETWORK, ge=1, le=65535)] = 29536
    bitrate: Annotated[
        Bitrate,
        option(
            "Bit rate",
            "Set on serial adapters; elsewhere the host sets it, and it only serves to tell the load of the bus.",
            unit="bit/s",
        ),
    ] = 500000

    def __str__(self) -> str:
        if self.interface == "slcan":
            return self.device
        return f"{self.channel}@{self.host}:{self.port}" if self.interface == "socketcand" else self.channel
