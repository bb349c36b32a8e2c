"""STRING and WSTRING: text up to the first NUL."""

from __future__ import annotations

from typing import Literal

from dinrail.sample import Scalar
from dinrail_ads.tables.codecs.base import Codec

__all__ = ["Encoding", "TextCodec", "WideTextCodec"]

Encoding = Literal["cp1252", "utf-8"]


class TextCodec(Codec):
    """A STRING in `size` bytes with its closing NUL; cp1252 unless its TcEncoding attribute says UTF-8."""

    def __init__(self, size: int, encoding: Encoding = "cp1252") -> None:
        super().__init__("STRING", size)
        self._encoding = encoding

    def decode(self, data: bytes) -> str:
        return self.check(data).split(b"\0", 1)[0].decode(self._encoding, "replace")

    def encode(self, value: Scalar) -> bytes:
        if not isinstance(value, str) or "\0" in value:
            self.wrong(value)
        try:
            raw = value.encode(self._encoding)
        except UnicodeEncodeError:
            self.wrong(value)
        if len(raw) >= self.size:
            self.outside(f"{len(raw)} bytes", 0, f"{self.size - 1} bytes")
        return raw.ljust(self.size, b"\0")


class WideTextCodec(Codec):
    """A WSTRING in `size` bytes with its closing NUL, UTF-16."""

    def __init__(self, size: int) -> None:
        super().__init__("WSTRING", size)

    def decode(self, data: bytes) -> str:
        text = self.check(data)[: self.size & ~1].decode("utf-16-le", "replace")
        return text.split("\0", 1)[0]

    def encode(self, value: Scalar) -> bytes:
        if not isinstance(value, str) or "\0" in value:
            self.wrong(value)
        try:
            raw = value.encode("utf-16-le")
        except UnicodeEncodeError:
            self.wrong(value)
        if len(raw) + 2 > self.size:
            self.outside(f"{len(raw) // 2} characters", 0, f"{self.size // 2 - 1} characters")
        return raw.ljust(self.size, b"\0")
