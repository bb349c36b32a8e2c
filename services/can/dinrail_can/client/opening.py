"""Opens a bus of python-can for an endpoint, and says why it cannot be."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from can import BusABC
from can.exceptions import CanError
from can.interfaces.virtual import VirtualBus

from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_can.client.errors import ErrorState
from dinrail_can.endpoint import Endpoint

__all__ = ["explain", "open_bus"]

REACH_S = 2.0
IFF_UP = 1
KEYS = {
    errno.ENODEV: ("can_interface_absent", "there is no such interface"),
    errno.ENXIO: ("can_interface_absent", "there is no such interface"),
    errno.ENOENT: ("can_interface_absent", "there is no such interface"),
    errno.ENETDOWN: ("can_interface_down", "the interface is down"),
    errno.EAFNOSUPPORT: ("can_not_supported", "this host's kernel has no CAN"),
    errno.EPROTONOSUPPORT: ("can_not_supported", "this host's kernel has no CAN"),
    errno.EACCES: ("can_denied", "access is denied"),
    errno.EPERM: ("can_denied", "access is denied"),
    errno.EBUSY: ("can_interface_busy", "somebody else uses it"),
    errno.EIO: ("can_unplugged", "it was unplugged"),
    errno.ECONNREFUSED: ("can_server_absent", "nobody listens there"),
    errno.EHOSTUNREACH: ("can_server_absent", "the host is not reached"),
    errno.ENOBUFS: ("can_send_full", "the send queue is full"),
}


def open_bus(endpoint: Endpoint, errors: ErrorState) -> BusABC:
    """Blocks for some seconds at most; raises NotConnected, Timeout."""
    try:
        match endpoint.interface:
            case "socketcan":
                return _socketcan(endpoint)
            case "slcan":
                from dinrail_can.client.slcan import SlcanBus  # noqa: PLC0415 - only what is used is in memory

                baud, rate = endpoint.baud, endpoint.bitrate
                if not Path(endpoint.device).exists():
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
                return SlcanBus(endpoint.device, errors, tty_baudrate=baud, bitrate=rate)
            case "socketcand":
                return _socketcand(endpoint)
            case "virtual":
                return VirtualBus(endpoint.channel)
    except (CanError, OSError, ValueError) as error:
        raise explain(error, endpoint) from None


def _socketcan(endpoint: Endpoint) -> BusABC:
    from can.interfaces.socketcan import SocketcanBus  # noqa: PLC0415

    socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW).close()
    flags = Path("/sys/class/net", endpoint.channel, "flags")
    try:
        if not int(flags.read_text(), 16) & IFF_UP:
            raise OSError(errno.ENETDOWN, os.strerror(errno.ENETDOWN))
    except FileNotFoundError:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV)) from None
    return SocketcanBus(endpoint.channel)


def _socketcand(endpoint: Endpoint) -> BusABC:
    from dinrail_can.client.socketcand import SocketcandBus  # noqa: PLC0415

    # The library tries again without a pause for ten seconds where nobody listens.
    socket.create_connection((endpoint.host, endpoint.port), REACH_S).close()
    server = (endpoint.host, endpoint.port)
    return SocketcandBus(endpoint.channel, *server, tcp_tune=True)  # type: ignore[no-untyped-call]


def explain(error: Exception, endpoint: Endpoint) -> DeviceError:
    """Our error for one of the library or the system."""
    shown, number = str(endpoint), _errno(error)
    if isinstance(error, TimeoutError):
        return Timeout(f"{shown} does not answer", key="can_server_silent", interface=shown)
    if isinstance(error, socket.gaierror):
        return NotConnected(f"{endpoint.host} is unknown", key="can_host_unknown", host=endpoint.host)
    key, text = KEYS.get(number, ("can_link_lost", "")) if number else ("can_link_lost", "")
    detail = " ".join(str(error).split())[:160]
    return NotConnected(f"{shown}: {text or detail}", key=key, interface=shown, detail=detail)


def _errno(error: BaseException | None) -> int | None:
    """Of the error or of what caused it; the library wraps."""
    depth = 0
    while error is not None and depth < 5:
        number = getattr(error, "errno", None) or getattr(error, "error_code", None)
        if isinstance(number, int):
            return number
        error, depth = error.__cause__ or error.__context__, depth + 1
    return None
