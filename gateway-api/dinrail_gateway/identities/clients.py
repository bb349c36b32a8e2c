"""Programs of other people on our bus: Node-RED, Home Assistant, a script."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence

import msgspec

from dinrail.errors import ConfigError
from dinrail.names import Topics
from dinrail_gateway.errors import Conflict, Invalid, NotFound
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.roles import Reading, write_topic
from dinrail_gateway.identities.vault import OutsideClient, Vault, new_password

__all__ = ["ClientView", "Credentials", "OutsideClients"]

MAX_CLIENTS = 100
MAX_PATTERNS = 64
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}\Z")


class ClientView(msgspec.Struct, frozen=True):
    """An outside client without its password."""

    name: str
    username: str
    read: list[Reading]
    write: list[str]
    created: int


class Credentials(msgspec.Struct, frozen=True):
    """What a program needs to connect; the password is told once."""

    name: str
    username: str
    client_id: str
    password: str
    url: str


class OutsideClients:
    """Creates and removes them; url: where they reach the broker."""

    def __init__(self, *, vault: Vault, identities: Identities, root: str, url: str) -> None:
        self._vault = vault
        self._identities = identities
        self._topics = Topics(root)
        self._url = url

    def all(self) -> list[ClientView]:
        """Every outside client, by name."""
        kept = sorted(self._vault.kept.clients.items())
        return [ClientView(_name(user), user, one.read, one.write, one.created) for user, one in kept]

    def kept(self) -> dict[str, OutsideClient]:
        """Every outside client by name, with its password."""
        return {_name(user): one for user, one in sorted(self._vault.kept.clients.items())}

    def require_possible(self, clients: Mapping[str, OutsideClient | None]) -> None:
        """Raise Invalid or Conflict when these could not be put back."""
        for name, client in clients.items():
            if client is not None:
                self._require_sound(name, client.write)
        kept = self._vault.kept.clients
        after = {*kept, *(_user(name) for name, client in clients.items() if client is not None)}
        if len(after) > MAX_CLIENTS:
            raise Conflict(f"more than {MAX_CLIENTS} clients", key="too_many_clients")

    async def put_back(self, clients: Mapping[str, OutsideClient | None]) -> None:
        """Clients as they were; None for one that was not there. Raises Invalid, Conflict."""
        self.require_possible(clients)
        for name, client in clients.items():
            if client is None:
                self._vault.kept.clients.pop(_user(name), None)
            else:
                self._vault.kept.clients[_user(name)] = client
        await self._identities.changed()

    async def create(self, name: str, read: Sequence[Reading], write: Sequence[str]) -> Credentials:
        """A new client; raises Invalid, Conflict."""
        self._require_sound(name, write)
        user = _user(name)
        kept = self._vault.kept.clients
        if user in kept:
            raise Conflict(f"there is a client {name} already", key="client_exists", name=name)
        if len(kept) >= MAX_CLIENTS:
            raise Conflict(f"more than {MAX_CLIENTS} clients", key="too_many_clients")
        made = OutsideClient(new_password(), sorted(set(read)), list(write), time.time_ns() // 1_000_000)
        kept[user] = made
        await self._identities.changed()
        return Credentials(name, user, user, made.password, self._url)

    def _require_sound(self, name: str, write: Sequence[str]) -> None:
        if not _NAME.match(name):
            raise Invalid("a lower-case letter, then up to 31 of a-z 0-9 _ -", key="client_name_invalid", path="/name")
        if len(write) > MAX_PATTERNS:
            raise Invalid(f"more than {MAX_PATTERNS} patterns", key="too_many_patterns", path="/write")
        for at, pattern in enumerate(write):
            try:
                write_topic(pattern, self._topics)
            except ConfigError as error:
                raise Invalid.of(error.reason, path=f"/write/{at}") from None

    async def remove(self, name: str) -> None:
        """Throw a client off the bus for good; raises NotFound."""
        if self._vault.kept.clients.pop(_user(name), None) is None:
            raise NotFound(f"there is no client {name}", key="unknown_client", name=name)
        await self._identities.changed()


def _user(name: str) -> str:
    """No instance id begins with an underscore, so the two can never meet."""
    return f"_{name}"


def _name(user: str) -> str:
    return user.removeprefix("_")
