"""Samples: one value of one point at one time, as it lies on the bus."""

from __future__ import annotations

import math
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

__all__ = ["MAX_SAFE_INTEGER", "Quality", "Sample", "Scalar", "decode_sample", "encode_sample", "make_sample"]

Quality = Literal["good", "uncertain", "bad"]
Scalar = bool | int | float | str | None

MAX_SAFE_INTEGER = 2**53
FUTURE_MS = 60_000
YEAR_2000_MS = 946_684_800_000


class Sample(msgspec.Struct, frozen=True, gc=False):
    """value: a JSON scalar; ts: Unix ms of the last successful read; reason: a key when not good."""

    value: Scalar
    ts: int
    quality: Quality = "good"
    reason: str | UnsetType = UNSET

    @property
    def why(self) -> str:
        """The reason key, empty when there is none."""
        return "" if self.reason is UNSET else self.reason


_decoder = msgspec.json.Decoder(Sample)
_encoder = msgspec.json.Encoder()
encode_sample = _encoder.encode
"""Sample → JSON bytes."""


def decode_sample(payload: bytes) -> Sample:
    """Sample of a payload; raises msgspec.DecodeError (a ValueError) with the path that is wrong."""
    return _decoder.decode(payload)


def make_sample(value: object, ts: int, quality: Quality = "good", reason: str | UnsetType = UNSET) -> Sample:
    """A sample within the contract: NaN and infinities become null and bad, integers beyond ±2^53 strings.

    Raises TypeError for what is not a JSON scalar.
    """
    kind = type(value)
    if kind is float:
        if not math.isfinite(value):  # type: ignore[arg-type]
            return Sample(None, ts, "bad", "not_a_number")
    elif kind is int:
        if not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:  # type: ignore[operator]
            return Sample(str(value), ts, quality, reason)
    elif kind is not bool and kind is not str and value is not None:
        return _from_subclass(value, ts, quality, reason)
    return Sample(value, ts, quality, reason)  # type: ignore[arg-type]


def received_ts(sample: Sample, now_ms: int) -> int:
    """The sample's time, or the time of receipt when its own is in the future or before the year 2000."""
    return sample.ts if YEAR_2000_MS <= sample.ts <= now_ms + FUTURE_MS else now_ms


def _from_subclass(value: object, ts: int, quality: Quality, reason: str | UnsetType) -> Sample:
    for base in (bool, int, float, str):
        if isinstance(value, base):
            return make_sample(base(value), ts, quality, reason)
    raise TypeError(f"{type(value).__name__} is not a JSON scalar")
