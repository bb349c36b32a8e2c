"""/api/broker/clients: credentials for other people's programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Protocol

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from dinrail_gateway.audit.recorder import Audited
from dinrail_gateway.errors import Conflict, Invalid, NotFound, responses
from dinrail_gateway.identities.clients import ClientRights, ClientView, OutsideClients
from dinrail_gateway.identities.roles import Reading

__all__ = ["Presence", "client_routes"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$", examples=["nodered"])]
Patterns = Annotated[list[Annotated[str, Field(max_length=1024)]], Field(max_length=64)]


class Presence(Protocol):
    """Who is on the broker, by user name."""

    async def refresh(self) -> None:
        """Ask the broker, when it was not asked just now."""
        ...

    def is_connected(self, user: str) -> bool | None:
        """Null when it cannot be known."""
        ...

    def seen_at(self, user: str) -> int | None:
        """When it was last there, Unix ms."""
        ...

    def forget(self, user: str) -> None:
        """A user that is no more."""
        ...


class RightsBody(BaseModel):
    """What a client may do.

    read: everything of that kind. points: instances or addresses (`plc.**`) it may read beside that. write: those it
    may write. subscribe, publish: topics of its own (`zigbee2mqtt/#`), never DINrail's or the broker's. publish needs
    `confirm`: whoever listens there acts on what is said.
    """

    model_config = ConfigDict(extra="forbid")

    read: list[Reading] = []
    points: Patterns = []
    write: Patterns = []
    subscribe: Patterns = []
    publish: Patterns = []
    confirm: bool = False


class NewClient(RightsBody):
    """Who wants to connect, and what it may do."""

    name: Name


class ClientBody(BaseModel):
    """An outside client; times in Unix ms. connected, last_seen: null when not known."""

    name: str
    username: str
    read: list[Reading]
    points: list[str]
    write: list[str]
    subscribe: list[str]
    publish: list[str]
    created: int
    connected: bool | None
    last_seen: int | None


class CredentialsBody(BaseModel):
    """What the program must be given; the password is never shown again. The client id must be used as told."""

    name: str
    username: str
    client_id: str
    password: str
    url: str


def client_routes(clients: OutsideClients, presence: Presence) -> APIRouter:
    """Routes over these clients."""
    router = APIRouter(prefix="/broker/clients", tags=["broker"])

    @router.get("", summary="Outside clients of the broker")
    async def listed() -> list[ClientBody]:
        await presence.refresh()
        return [_body(one, presence) for one in clients.all()]

    @router.post("", status_code=201, summary="New broker credentials", responses=responses(Conflict, Invalid))
    async def create(new: NewClient, note: Audited) -> CredentialsBody:
        rights = _rights(new)
        _require_confirmed(new, ())
        made = await clients.create(new.name, rights)
        note.change(after=msgspec.to_builtins(rights), name=new.name)
        return CredentialsBody.model_validate(made, from_attributes=True)

    @router.put(
        "/{name}", status_code=204, summary="Change what a client may do", responses=responses(NotFound, Invalid)
    )
    async def change(name: Name, body: RightsBody, note: Audited) -> None:
        before, rights = clients.rights_of(name), _rights(body)
        _require_confirmed(body, before.publish)
        await clients.change(name, rights)
        note.change(before=msgspec.to_builtins(before), after=msgspec.to_builtins(rights))

    @router.post("/{name}/rotate", summary="New password; the old one ends at once", responses=responses(NotFound))
    async def rotate(name: Name) -> CredentialsBody:
        return CredentialsBody.model_validate(await clients.rotate(name), from_attributes=True)

    @router.delete("/{name}", status_code=204, summary="Remove a client", responses=responses(NotFound))
    async def remove(name: Name, note: Audited) -> None:
        before = clients.rights_of(name)
        await clients.remove(name)
        presence.forget(f"_{name}")
        note.change(before=msgspec.to_builtins(before))

    return router


def _rights(body: RightsBody) -> ClientRights:
    return ClientRights(body.read, body.points, body.write, body.subscribe, body.publish)


def _require_confirmed(body: RightsBody, before: Sequence[str]) -> None:
    """Only the set topics are checked by an adapter before anything happens; other topics take a person's word."""
    if not body.confirm and set(body.publish) - set(before):
        raise Invalid("topics beside DINrail's own must be confirmed", key="publish_unconfirmed", path="/publish")


def _body(one: ClientView, presence: Presence) -> ClientBody:
    return ClientBody(
        name=one.name,
        username=one.username,
        **msgspec.to_builtins(one.rights),
        created=one.created,
        connected=presence.is_connected(one.username),
        last_seen=presence.seen_at(one.username),
    )
