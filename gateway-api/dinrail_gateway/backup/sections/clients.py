"""Programs of other people on the broker, with the passwords they were given."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from dinrail_gateway.backup import refusals
from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.backup.sections.section import Difference, Field
from dinrail_gateway.identities.clients import OutsideClients
from dinrail_gateway.identities.vault import OutsideClient

__all__ = ["ClientsSection"]


class ClientsSection:
    """Items are clients by name: they go on with the password they have."""

    name = "clients"

    def __init__(self, clients: OutsideClients) -> None:
        self._clients = clients

    async def take(self) -> tuple[Saved, int]:
        """All of it sealed."""
        kept = self._clients.kept()
        return Saved(secret=msgspec.to_builtins(kept)), len(kept)

    async def differences(self, saved: Saved) -> list[Difference]:
        """Per client: rights and password."""
        now, then = self._clients.kept(), _kept(saved)
        found = []
        for name in dict.fromkeys((*then, *now)):
            if name not in now:
                found.append(Difference(name, "added"))
            elif name not in then:
                found.append(Difference(name, "removed"))
            elif fields := _fields(now[name], then[name]):
                found.append(Difference(name, "changed", "", fields))
        return found

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """Names and patterns as for a new client."""
        then = _kept(saved)
        self._clients.require_possible({name: then.get(name) for name in items})

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """All at once."""
        then = _kept(saved)
        await self._clients.put_back({name: then.get(name) for name in items})


def _kept(saved: Saved) -> dict[str, OutsideClient]:
    try:
        return msgspec.convert(saved.secret or {}, dict[str, OutsideClient])
    except msgspec.ValidationError as error:
        raise refusals.damaged(f"clients: {error}") from None


def _fields(now: OutsideClient, then: OutsideClient) -> list[Field]:
    fields = [
        Field(f"/{name}", getattr(now, name), getattr(then, name))
        for name in ("read", "points", "write", "subscribe", "publish")
        if getattr(now, name) != getattr(then, name)
    ]
    return fields if now.password == then.password else [Field("/password", secret=True), *fields]
