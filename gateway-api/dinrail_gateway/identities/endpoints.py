"""/api/broker/clients: credentials for other people's programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from dinrail_gateway.errors import Conflict, Invalid, NotFound, responses
from dinrail_gateway.identities.clients import OutsideClients
from dinrail_gateway.identities.roles import Reading

__all__ = ["client_routes"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$", examples=["nodered"])]


class NewClient(BaseModel):
    """Who wants to connect, what it may read and which instances or addresses (`plc.**`) it may write."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    read: list[Reading] = []
    write: Annotated[list[Annotated[str, Field(max_length=1024)]], Field(max_length=64)] = []


class ClientBody(BaseModel):
    """An outside client; created in Unix ms."""

    name: str
    username: str
    read: list[Reading]
    write: list[str]
    created: int


class CredentialsBody(BaseModel):
    """What the program must be given; the password is never shown again. The client id must be used as told."""

    name: str
    username: str
    client_id: str
    password: str
    url: str


def client_routes(clients: OutsideClients) -> APIRouter:
    """Routes over these clients."""
    router = APIRouter(prefix="/broker/clients", tags=["broker"])

    @router.get("", summary="Outside clients of the broker")
    async def listed() -> list[ClientBody]:
        return [
            ClientBody(**{field: getattr(one, field) for field in ClientBody.model_fields}) for one in clients.all()
        ]

    @router.post("", status_code=201, summary="New broker credentials", responses=responses(Conflict, Invalid))
    async def create(new: NewClient) -> CredentialsBody:
        made = await clients.create(new.name, new.read, new.write)
        return CredentialsBody.model_validate(made, from_attributes=True)

    @router.delete("/{name}", status_code=204, summary="Remove a client", responses=responses(NotFound))
    async def remove(name: Name) -> None:
        await clients.remove(name)

    return router
