"""CRC-16/MODBUS: of Modbus RTU, and of batteries that borrowed it."""

from __future__ import annotations

__all__ = ["modbus"]

POLYNOMIAL, START = 0xA001, 0xFFFF


def _shifted(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ POLYNOMIAL if byte & 1 else byte >> 1
    return byte


TABLE = tuple(_shifted(byte) for byte in range(256))


def modbus(data: bytes) -> bytes:
    """As sent: polynomial 0xA001 reflected, start 0xFFFF, low byte first."""
    rest = START
    for byte in data:
        rest = rest >> 8 ^ TABLE[(rest ^ byte) & 0xFF]
    return rest.to_bytes(2, "little")
