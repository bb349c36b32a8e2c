"""Requests and answers of the simulated device, function codes 1 to 6, 15 and 16. Pure."""

from __future__ import annotations

import struct

from dinrail_modbus.sim.bank import ILLEGAL_VALUE, Bank, Refused
from dinrail_modbus.tables import Table

__all__ = ["answer", "target"]

ILLEGAL_FUNCTION = 1
_BITS: dict[int, Table] = {1: "coils", 2: "discrete_inputs"}
_REGISTERS: dict[int, Table] = {3: "holding_registers", 4: "input_registers"}
COIL_VALUES = {0xFF00: 1, 0x0000: 0}


def target(pdu: bytes) -> tuple[int, int, int]:
    """(function, address, count) of a request; 0 where it says nothing."""
    if len(pdu) < 5:
        return (pdu[0] if pdu else 0), 0, 0
    function, address, count = struct.unpack_from(">BHH", pdu)
    return function, address, 1 if function in (5, 6) else count


def answer(bank: Bank, pdu: bytes) -> bytes:
    """PDU of the answer, an exception where the request is refused."""
    try:
        return pdu[:1] + _serve(bank, pdu[0], pdu[1:])
    except Refused as refused:
        return bytes((pdu[0] | 0x80, refused.code))
    except struct.error:
        return bytes((pdu[0] | 0x80, ILLEGAL_VALUE))


def _serve(bank: Bank, function: int, body: bytes) -> bytes:
    if function in _BITS:
        start, count = _span(body, 2000)
        bits = bank.read(_BITS[function], start, count)
        packed = sum(bit << place for place, bit in enumerate(bits)).to_bytes((count + 7) // 8, "little")
        return bytes((len(packed),)) + packed
    if function in _REGISTERS:
        start, count = _span(body, 125)
        return bytes((2 * count,)) + struct.pack(f">{count}H", *bank.read(_REGISTERS[function], start, count))
    if function in (5, 6):
        return _write_single(bank, function, body)
    if function in (15, 16):
        return _write_multiple(bank, function, body)
    raise Refused(ILLEGAL_FUNCTION)


def _write_single(bank: Bank, function: int, body: bytes) -> bytes:
    address, value = struct.unpack(">HH", body)
    if function == 6:
        bank.write("holding_registers", address, [value])
    elif value in COIL_VALUES:
        bank.write("coils", address, [COIL_VALUES[value]])
    else:
        raise Refused(ILLEGAL_VALUE)
    return body


def _write_multiple(bank: Bank, function: int, body: bytes) -> bytes:
    start, count = _span(body, 1968 if function == 15 else 123)
    size = (count + 7) // 8 if function == 15 else 2 * count
    if len(body) != 5 + size or body[4] != size:
        raise Refused(ILLEGAL_VALUE)
    if function == 15:
        packed = int.from_bytes(body[5:], "little")
        bank.write("coils", start, [packed >> place & 1 for place in range(count)])
    else:
        bank.write("holding_registers", start, struct.unpack(f">{count}H", body[5:]))
    return body[:4]


def _span(body: bytes, most: int) -> tuple[int, int]:
    start, count = struct.unpack_from(">HH", body)
    if not 1 <= count <= most:
        raise Refused(ILLEGAL_VALUE)
    return start, count
