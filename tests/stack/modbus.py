"""A register read and write on a bare socket: what is on the wire, independent of adapter and library."""

from __future__ import annotations

import socket
import struct

__all__ = ["read_holding", "write_holding"]


def _ask(port: int, unit: int, pdu: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(struct.pack(">HHHB", 7, 0, len(pdu) + 1, unit) + pdu)
        header = _exactly(link, 7)
        answer = _exactly(link, struct.unpack(">H", header[4:6])[0] - 1)
    if answer[0] & 0x80:
        raise AssertionError(f"exception {answer[1]} for function {pdu[0]}")
    return answer


def _exactly(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = link.recv(size - len(data))
        if not chunk:
            raise AssertionError("the simulator closed the connection")
        data += chunk
    return data


def read_holding(port: int, unit: int, address: int, count: int = 1) -> tuple[int, ...]:
    """`count` holding registers (function 3)."""
    answer = _ask(port, unit, struct.pack(">BHH", 3, address, count))
    return struct.unpack(f">{count}H", answer[2:])


def write_holding(port: int, unit: int, address: int, value: int) -> None:
    """One holding register (function 6)."""
    _ask(port, unit, struct.pack(">BHH", 6, address, value))
