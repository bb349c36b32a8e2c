"""Programs of other people on our bus: Node-RED, Home Assistant, a script."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from dinrail.errors import ConfigError
from dinrail.names import Topics
from dinrail_gateway.errors import Conflict, Invalid, NotFound
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.roles import Reading, foreign_filter, write_topic
from dinrail_gateway.identities.vault import OutsideClient, Vault, new_password

__all__ = ["ClientRights", "ClientView", "Credentials", "OutsideClients"]

MAX_CLIENTS = 100
MAX_PATTERNS = 64
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}\Z")


class ClientRights(msgspec.Struct, frozen=True):
    """What a client may do. points, write: patterns of our addresses; subscribe, publish: topics that are not ours."""

    read: Sequence[Reading] = ()
    points: Sequence[str] = ()
    write: Sequence[str] = ()
    subscribe: Sequence[str] = ()
    publish: Sequence[str] = ()


class ClientView(msgspec.Struct, frozen=True):
    """An outside client without its password."""

    name: str
    username: str
    rights: ClientRights
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
        return [ClientView(_name(user), user, _rights(one), one.created) for user, one in kept]

    def kept(self) -> dict[str, OutsideClient]:
        """Every outside client by name, with its password."""
        return {_name(user): one for user, one in sorted(self._vault.kept.clients.items())}

    def require_possible(self, clients: Mapping[str, OutsideClient | None]) -> None:
        """Raise Invalid or Conflict when these could not be put back."""
        for name, client in clients.items():
            if client is not None:
                _require_name(name)
                self._require_sound(_rights(client))
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

    async def create(self, name: str, rights: ClientRights) -> Credentials:
        """A new client; raises Invalid, Conflict."""
        _require_name(name)
        self._require_sound(rights)
        user = _user(name)
        kept = self._vault.kept.clients
        if user in kept:
            raise Conflict(f"there is a client {name} already", key="client_exists", name=name)
        if len(kept) >= MAX_CLIENTS:
            raise Conflict(f"more than {MAX_CLIENTS} clients", key="too_many_clients")
        made = _with(OutsideClient(new_password(), created=time.time_ns() // 1_000_000), rights)
        kept[user] = made
        await self._identities.changed()
        return self._credentials(name, made)

    def rights_of(self, name: str) -> ClientRights:
        """What a client may do; raises NotFound."""
        return _rights(self._require(name))

    async def change(self, name: str, rights: ClientRights) -> None:
        """Other rights from now on, also for a connection that stands. Raises NotFound, Invalid."""
        client = self._require(name)
        self._require_sound(rights)
        self._vault.kept.clients[_user(name)] = _with(client, rights)
        await self._identities.changed()

    async def rotate(self, name: str) -> Credentials:
        """A new password; who is connected with the old one is thrown off. Raises NotFound."""
        fresh = msgspec.structs.replace(self._require(name), password=new_password())
        self._vault.kept.clients[_user(name)] = fresh
        await self._identities.changed()
        return self._credentials(name, fresh)

    async def remove(self, name: str) -> None:
        """Throw a client off the bus for good; raises NotFound."""
        self._require(name)
        del self._vault.kept.clients[_user(name)]
        await self._identities.changed()

    def _credentials(self, name: str, client: OutsideClient) -> Credentials:
        return Credentials(name, _user(name), _user(name), client.password, self._url)

    def _require(self, name: str) -> OutsideClient:
        client = self._vault.kept.clients.get(_user(name))
        if client is None:
            raise NotFound(f"there is no client {name}", key="unknown_client", name=name)
        return client

    def _require_sound(self, rights: ClientRights) -> None:
        for field, check in _CHECKS.items():
            patterns: Sequence[str] = getattr(rights, field)
            if len(patterns) > MAX_PATTERNS:
                raise Invalid(f"more than {MAX_PATTERNS} patterns", key="too_many_patterns", path=f"/{field}")
            for at, pattern in enumerate(patterns):
                try:
                    check(pattern, self._topics)
                except ConfigError as error:
                    raise Invalid.of(error.reason, path=f"/{field}/{at}") from None


_CHECKS: dict[str, Callable[[str, Topics], str]] = {
    "points": write_topic,
    "write": write_topic,
    "subscribe": foreign_filter,
    "publish": foreign_filter,
}


def _rights(client: OutsideClient) -> ClientRights:
    return ClientRights(client.read, client.points, client.write, client.subscribe, client.publish)


def _with(client: OutsideClient, rights: ClientRights) -> OutsideClient:
    return msgspec.structs.replace(
        client,
        read=sorted(set(rights.read)),
        points=list(rights.points),
        write=list(rights.write),
        subscribe=list(rights.subscribe),
        publish=list(rights.publish),
    )


def _require_name(name: str) -> None:
    if not _NAME.match(name):
        raise Invalid("a lower-case letter, then up to 31 of a-z 0-9 _ -", key="client_name_invalid", path="/name")


def _user(name: str) -> str:
    """No instance id begins with an underscore, so the two can never meet."""
    return f"_{name}"


def _name(user: str) -> str:
    return user.removeprefix("_")
