"""What self-checks ask of an engine beyond running instances; nothing here touches one."""

from __future__ import annotations

from typing import Protocol

import msgspec

__all__ = ["Leftovers", "PartSeen", "Port", "Upkeep"]


class Leftovers(msgspec.Struct, frozen=True):
    """Images of ours that nothing uses and no name points to any more."""

    images: int = 0
    bytes: int = 0


class Port(msgspec.Struct, frozen=True, order=True):
    """A port of the host; address empty for all of them."""

    number: int
    address: str = ""
    protocol: str = "tcp"


class PartSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A container of the base stack: the image it was made from and the one its name means now, ports it wants."""

    part: str
    running: bool
    image: str
    image_now: str = ""
    wants: list[Port] = []
    has: list[Port] = []
    error: str = ""


class Upkeep(Protocol):
    """Each raises EngineUnknown or EngineError."""

    async def leftovers(self) -> Leftovers:
        """What `prune` would remove."""
        ...

    async def prune(self) -> Leftovers:
        """Remove it; returns what is gone."""
        ...

    async def parts(self) -> list[PartSeen]:
        """Containers of the base stack, running or not."""
        ...

    async def drifted(self) -> dict[str, list[str]]:
        """Instances whose container is not as its spec says, each with what differs."""
        ...

    async def save_broker(self) -> None:
        """Have the broker write what it keeps to its disk."""
        ...
