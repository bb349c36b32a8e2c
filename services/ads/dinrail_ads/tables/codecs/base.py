"""What every codec has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, NoReturn

from dinrail.directory import IecType
from dinrail.errors import BadValue, OutOfRange, ProtocolError
from dinrail.sample import Scalar

__all__ = ["Codec"]


class Codec(ABC):
    """Decodes and encodes one value of `size` bytes; `iec` is its type in the directory of points."""

    writable: ClassVar[bool] = True

    def __init__(self, iec: IecType, size: int) -> None:
        self.iec = iec
        self.size = size

    @property
    def limits(self) -> tuple[float, float] | None:
        """Lowest and highest value, None where there is no order."""
        return None

    @property
    def texts(self) -> dict[str, str]:
        """Texts of the values of an enumeration."""
        return {}

    @abstractmethod
    def decode(self, data: bytes) -> Scalar:
        """The value of exactly `size` bytes; raises ProtocolError."""

    @abstractmethod
    def encode(self, value: Scalar) -> bytes:
        """The bytes to write; raises BadValue for a wrong type, OutOfRange for a value that does not fit."""

    def check(self, data: bytes) -> bytes:
        """The bytes when they are as many as they must be."""
        if len(data) != self.size:
            raise ProtocolError(
                f"{len(data)} bytes for a {self.iec} of {self.size}", key="ads_value_size", size=len(data)
            )
        return data

    def wrong(self, value: object) -> NoReturn:
        """Refuse a value of the wrong type or form."""
        text = repr(value)[:64]
        raise BadValue(f"{text} is not a {self.iec}", value=text, type=self.iec)

    def outside(self, value: object, low: object, high: object) -> NoReturn:
        """Refuse a value that does not fit."""
        text = str(value)[:64]
        raise OutOfRange(f"{text} is outside {low}…{high}", value=text, min=str(low), max=str(high))
