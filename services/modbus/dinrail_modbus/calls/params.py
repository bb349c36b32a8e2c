"""Parameters of calls: typed, and refused with the place of what is wrong."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from dinrail.errors import CallRefused, ConfigError
from dinrail_modbus.config import ModbusConfig

__all__ = ["other_config", "typed"]

T = TypeVar("T")


def typed(params: dict[str, Any], kind: type[T]) -> T:
    """`params` as a struct; raises CallRefused."""
    try:
        return msgspec.convert(params, kind)
    except msgspec.ValidationError as error:
        raise CallRefused(str(error), key="call_parameters_invalid", detail=str(error)) from None


def other_config(given: dict[str, Any] | None, running: ModbusConfig) -> ModbusConfig:
    """The configuration given with a call, saved or not, or the one that runs; raises ConfigError."""
    if given is None:
        return running
    try:
        return msgspec.convert(given, ModbusConfig)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error), detail=str(error)) from None
