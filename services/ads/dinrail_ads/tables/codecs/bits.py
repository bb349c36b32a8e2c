"""Single bits, and bytes nobody can explain."""

from __future__ import annotations

from typing import ClassVar

from dinrail.errors import NotWritable
from dinrail.sample import Scalar
from dinrail_ads.tables.codecs.base import Codec
from dinrail_ads.tables.codecs.integers import BoolCodec

__all__ = ["BITS", "BitCodec", "HexCodec"]


class BitCodec(BoolCodec):
    """Bit `bit` of a byte that is read; written through a handle, where it is a byte of its own."""

    def __init__(self, bit: int) -> None:
        super().__init__()
        self.bit = bit

    def decode(self, data: bytes) -> bool:
        return bool(self.check(data)[0] >> self.bit & 1)


class HexCodec(Codec):
    """A type that is not known: its bytes in hexadecimal, never a guess, never written."""

    writable: ClassVar[bool] = False

    def __init__(self, size: int) -> None:
        super().__init__("STRING", size)

    def decode(self, data: bytes) -> str:
        return self.check(data).hex()

    def encode(self, value: Scalar) -> bytes:
        raise NotWritable("its type is not known", key="ads_type_unknown")


BITS = tuple(BitCodec(bit) for bit in range(8))
