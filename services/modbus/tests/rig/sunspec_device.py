"""A SunSpec device, register by register, as its documents have it."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from dinrail_modbus.sim.bank import Bank

__all__ = ["common", "int_inverter", "meter_float", "put_chain", "storage", "trackers"]

N, NS = 0xFFFF, 0x8000  # not implemented: unsigned and enumerations, signed and scale factors


def _text(text: str, registers: int) -> list[int]:
    data = text.encode().ljust(2 * registers, b"\0")
    return list(struct.unpack(f">{registers}H", data))


def _s(number: int) -> int:
    return number & 0xFFFF


def common(maker: str = "Fronius", model: str = "Symo GEN24 10.0", *, length: int = 65) -> list[int]:
    """Model 1, of 65 or 66 registers."""
    body = [
        *_text(maker, 16),
        *_text(model, 16),
        *_text("", 8),
        *_text("1.30.7-1", 8),
        *_text("12345678", 16),
        1,
        0x8000,
    ]
    return [1, length, *body[:length]]


def int_inverter(*, watts: int = 4321, watts_sf: int = 0, dc_watts: int = 4400, dc_sf: int = 0) -> list[int]:
    """Model 103: currents in 10 mA, voltages in 0.1 V, 50 registers."""
    body = [1870, 623, 624, 623, _s(-2), 3998, 3999, 4000, 2310, 2311, 2312, _s(-1), _s(watts), _s(watts_sf), 5001]
    body += [
        _s(-2),
        4330,
        0,
        _s(-120),
        0,
        _s(-9990),
        _s(-2),
        0x0001,
        0xE240,
        _s(0),
        N,
        NS,
        N,
        NS,
        _s(dc_watts),
        _s(dc_sf),
    ]
    body += [_s(-35), NS, NS, NS, _s(-1), 4, N, 0, 0, 0, 0, N, N, N, N, N, N, N, N]
    assert len(body) == 50
    return [103, 50, *body]


def trackers(count: int) -> list[int]:
    """Model 160 with so many trackers of 20 registers."""
    body = [_s(-2), _s(-1), _s(0), _s(0), 0, 0, count, 0]
    for number in range(1, count + 1):
        body += [number, *_text(f"String {number}", 8), 800 + number, 6000 + number, 480 + number, 0, 100 * number]
        body += [0, 0, NS, 4, 0, 0]
    return [160, len(body), *body]


def storage(soc: int = 5000) -> list[int]:
    """Model 124, 24 registers; the state of charge has a factor of -2."""
    body = [5000, 100, 100, 1, N, 500, soc, N, N, 4, _s(-10000), 10000, N, 0, N, 1]
    body += [0, 0, NS, _s(-2), _s(-2), NS, _s(-1), _s(-2)]
    assert len(body) == 24
    return [124, 24, *body]


def meter_float(watts: float = -1234.5) -> list[int]:
    """Model 213 with power and three voltages; everything else is NaN."""
    nan = struct.unpack(">HH", struct.pack(">f", float("nan")))
    body = list(nan) * 62
    for place, number in ((5, 230.0), (6, 231.0), (7, 229.5), (8, 0.0), (13, watts)):
        body[2 * place : 2 * place + 2] = struct.unpack(">HH", struct.pack(">f", number))
    return [213, 124, *body]


def put_chain(bank: Bank, models: Iterable[list[int]], *, base: int = 40000, end: list[int] | None = None) -> int:
    """Marker, models, end mark; the address behind it. `end` empty: the device refuses to be read on."""
    chain = [0x5375, 0x6E53]
    for model in models:
        chain += model
    chain += [0xFFFF, 0] if end is None else end
    bank.put("holding_registers", base, chain)
    return base + len(chain)
