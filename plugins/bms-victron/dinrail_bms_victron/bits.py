"""Numbers of any width, packed from the least significant bit on, as Instant Readout has them."""

from __future__ import annotations

import msgspec

__all__ = ["Bits", "read_bits"]


class Bits(msgspec.Struct, frozen=True):
    """A number of `width` bits at bit `at`: (raw + bias) · times / per, None when raw is one of `absent`.

    `absent` is compared with the raw bits, before the sign: all ones are a missing current, not -1 mA.
    """

    name: str
    at: int
    width: int
    signed: bool = False
    bias: int = 0
    times: int = 1
    per: int = 1
    absent: tuple[int, ...] = ()


def read_bits(payload: bytes, fields: tuple[Bits, ...]) -> dict[str, int | float | None]:
    """Every field by its name; None as well for what reaches behind the payload's end."""
    number = int.from_bytes(payload, "little")
    return {field.name: _value(number, 8 * len(payload), field) for field in fields}


def _value(number: int, size: int, field: Bits) -> int | float | None:
    raw = number >> field.at & (1 << field.width) - 1
    if field.at + field.width > size or raw in field.absent:
        return None
    if field.signed and raw >> (field.width - 1):
        raw -= 1 << field.width
    value = (raw + field.bias) * field.times
    return value if field.per == 1 else value / field.per
