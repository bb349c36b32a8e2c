"""The pymodbus client of an endpoint: which one, and why a port could not be opened."""

from __future__ import annotations

import fcntl
import os
import termios
from collections.abc import Callable
from contextlib import suppress

from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient
from pymodbus.framer import FramerType

from dinrail.errors import NotConnected
from dinrail_modbus.endpoint import Endpoint

__all__ = ["Wire", "connect", "disconnect", "refusal", "wire"]

Wire = AsyncModbusTcpClient | AsyncModbusSerialClient

OWN_TIMEOUT = 86_400.0  # ours is shorter
PARITIES = {"none": "N", "even": "E", "odd": "O"}


def wire(endpoint: Endpoint, packet: Callable[[bool, bytes], bytes], up: Callable[[bool], None]) -> Wire:
    """A client that does not reconnect or retry by itself; not connected yet."""
    if endpoint.serial:
        return AsyncModbusSerialClient(
            endpoint.device,
            framer=FramerType.RTU,
            baudrate=endpoint.baud,
            parity=PARITIES[endpoint.parity],
            stopbits=endpoint.stop_bits,
            timeout=OWN_TIMEOUT,
            retries=0,
            reconnect_delay=0,
            trace_packet=packet,
            trace_connect=up,
        )
    return AsyncModbusTcpClient(
        endpoint.host,
        framer=FramerType.RTU if endpoint.rtu else FramerType.SOCKET,
        port=endpoint.port,
        timeout=OWN_TIMEOUT,
        retries=0,
        reconnect_delay=0,
        trace_packet=packet,
        trace_connect=up,
    )


async def connect(client: Wire) -> bool:
    """Whether it is connected now; a serial port is then closed to other processes."""
    try:
        up = await client.connect()
    except (termios.error, ValueError):  # pyserial: the port cannot be set to that baud rate or parity
        return False
    if up:
        _exclude(client, termios.TIOCEXCL)  # pyserial's own lock is seen by its own kind only
    return up


def disconnect(client: Wire) -> None:
    """Close it; a serial port is open to others again, also when somebody else has it open too."""
    _exclude(client, termios.TIOCNXCL)
    client.close()


def _exclude(client: Wire, request: int) -> None:
    port = getattr(client.ctx.transport, "sync_serial", None)
    if port is not None and port.is_open:
        with suppress(OSError):  # it was pulled
            fcntl.ioctl(port.fileno(), request)


def refusal(endpoint: Endpoint) -> NotConnected:
    """Why the endpoint could not be opened, as far as that can be told."""
    if not endpoint.serial:
        return NotConnected(f"no connection to {endpoint}", host=endpoint.host, port=endpoint.port)
    if not os.path.exists(endpoint.device):  # noqa: PTH110 - one stat
        key, message = "serial_port_missing", "is not there"
    elif not os.access(endpoint.device, os.R_OK | os.W_OK):
        key, message = "serial_port_forbidden", "may not be used"
    else:
        key, message = "serial_port_busy", "is used by somebody else or does not know these settings"
    return NotConnected(f"{endpoint.device} {message}", key=key, device=endpoint.device)
