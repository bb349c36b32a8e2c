"""Configuration of a line device."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.errors import ConfigError
from dinrail.options import option

__all__ = ["Endpoint", "LineConfig"]

Host = Annotated[str, option("Host", min_length=1)]
Port = Annotated[int, option("Port", ge=1, le=65535)]
Seconds = Annotated[float, option("Poll interval", unit="s", ge=0.01, le=60)]
Password = Annotated[str, option("Password", secret=True)]


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the device listens."""

    host: Host
    port: Port


class LineConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line device; `registers` are the names of further readable registers."""

    endpoints: list[Endpoint]
    interval: Seconds = 0.1
    password: Password = ""
    registers: list[str] = []
    deadband: float = 0.0
    gentle_reload: bool = False

    def __post_init__(self) -> None:
        """Names must differ."""
        for number, name in enumerate(self.registers):
            if name in self.registers[:number]:
                raise ConfigError(f"{name!r} is there twice", path=f"/registers/{number}")
