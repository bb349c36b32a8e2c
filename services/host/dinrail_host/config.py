"""Configuration of one instance."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.errors import ConfigError
from dinrail.options import option

__all__ = ["DiskConfig", "HostConfig"]

NAME = r"^[A-Za-z0-9_-]+$"
SKIPPED = ("lo", "veth*", "br-*", "docker*", "ifb*", "loop*", "ram*", "zram*", "dm-*")
Pattern = Annotated[str, msgspec.Meta(pattern=r"^[^/\s]+$", max_length=64)]


class DiskConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place whose free room is told."""

    name: Annotated[str, option("Name", "Part of its points.", examples=["system"], pattern=NAME, max_length=32)]
    path: Annotated[
        str,
        option(
            "Folder",
            "Any folder on the disk. A container sees its own only: / is the disk that holds images and volumes.",
            examples=["/"],
            min_length=1,
            max_length=500,
        ),
    ]


class HostConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What is told of this machine, and how often."""

    interval: Annotated[float, option("Interval", "From one reading to the next.", unit="s", ge=1, le=3600)] = 5.0
    disks: Annotated[list[DiskConfig], option("Disks", "Places whose free room is told.", max_length=16)] = (
        msgspec.field(default_factory=lambda: [DiskConfig(name="system", path="/")])
    )
    skip: Annotated[
        list[Pattern],
        option(
            "Left out",
            "Network interfaces and block devices nobody asks about; * stands for anything.",
            advanced=True,
            max_length=64,
        ),
    ] = msgspec.field(default_factory=lambda: list(SKIPPED))
    smart_interval: Annotated[
        float,
        option(
            "Health of disks every",
            "Asking wakes disks that sleep; 0: never.",
            unit="s",
            ge=0,
            le=86400,
            advanced=True,
        ),
    ] = 900.0

    def __post_init__(self) -> None:
        """Refuse a name that is there twice; raises ConfigError."""
        names = [each.name for each in self.disks]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise ConfigError(f"{name} is there twice", path=f"/disks/{index}/name", key="name_taken", name=name)
