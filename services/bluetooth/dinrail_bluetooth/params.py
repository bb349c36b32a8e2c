"""What the calls may be given."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

from dinrail.errors import CallRefused
from dinrail_bluetooth.config import ADDRESS

__all__ = ["DeviceParams", "PairParams", "ReleaseParams", "ScanParams", "typed"]

T = TypeVar("T")
Address = Annotated[str, msgspec.Meta(pattern=ADDRESS)]


class ScanParams(msgspec.Struct, forbid_unknown_fields=True):
    """How long to listen, in s."""

    seconds: Annotated[float, msgspec.Meta(ge=1, le=55)] = 10.0


class DeviceParams(msgspec.Struct, forbid_unknown_fields=True):
    """Which device."""

    address: Address


class PairParams(msgspec.Struct, forbid_unknown_fields=True):
    """pin: up to six digits, empty for a device without one."""

    address: Address
    pin: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{1,6})?$")] = ""


class ReleaseParams(msgspec.Struct, forbid_unknown_fields=True):
    """For how long, in minutes."""

    address: Address
    minutes: Annotated[float, msgspec.Meta(gt=0, le=1440)] = 10.0


def typed(kind: type[T], params: dict[str, Any], method: str) -> T:
    """Parameters as their struct; raises CallRefused."""
    try:
        return msgspec.convert(params, kind)
    except msgspec.ValidationError as error:
        raise CallRefused(str(error), method=method) from None
