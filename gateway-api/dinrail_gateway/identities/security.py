"""The dynamic-security plugin's file: what it must say, and whether what lies there is still good.

The form written here (`password`, `salt`, `iterations`) is read by Mosquitto 2.0 and 2.1; 2.1 itself
writes `encoded_password` back, so both are read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable
from typing import Any

import msgspec

from dinrail_gateway.identities.roles import Role

__all__ = ["DEFAULT_ACCESS", "Identity", "Stored", "StoredClient", "document", "parse", "password_fits"]

ITERATIONS = 1000
SALT_BYTES = 12
HASH_BYTES = 64
DEFAULT_ACCESS = {
    "publishClientSend": False,
    "publishClientReceive": False,
    "subscribe": False,
    "unsubscribe": False,
}


class Identity(msgspec.Struct, frozen=True):
    """One user: may connect only under its own name as client id, and not at all while `disabled`."""

    username: str
    password: str
    role: Role
    disabled: bool = False


class RoleName(msgspec.Struct, frozen=True):
    """Reference to a role."""

    rolename: str


class Connected(msgspec.Struct, frozen=True):
    """One connection of a client, as Mosquitto 2.1 lists it."""

    address: str = ""


class StoredClient(msgspec.Struct, frozen=True):
    """A client as the plugin keeps or lists it; in a listing there is no password, and on 2.0 no connections."""

    username: str
    clientid: str = ""
    roles: tuple[RoleName, ...] = ()
    groups: tuple[Any, ...] = ()
    disabled: bool = False
    password: str = ""
    salt: str = ""
    iterations: int = 0
    encoded_password: str = ""
    connections: tuple[Connected, ...] | None = None


class Stored(msgspec.Struct, frozen=True):
    """The parts of the plugin's file that matter here."""

    clients: tuple[StoredClient, ...] = ()
    roles: tuple[Role, ...] = ()
    groups: tuple[Any, ...] = ()
    default_access: dict[str, bool] = msgspec.field(default_factory=dict, name="defaultACLAccess")


def document(identities: Iterable[Identity]) -> bytes:
    """The file for these identities, fresh salts included."""
    clients = []
    roles: list[dict[str, Any]] = []
    for identity in identities:
        salt = os.urandom(SALT_BYTES)
        clients.append(
            {
                "username": identity.username,
                "clientid": identity.username,
                "roles": [{"rolename": identity.role.rolename}],
                "password": base64.b64encode(_hash(identity.password, salt, ITERATIONS)).decode(),
                "salt": base64.b64encode(salt).decode(),
                "iterations": ITERATIONS,
                **({"disabled": True} if identity.disabled else {}),
            }
        )
        roles.append(msgspec.to_builtins(identity.role))
    content = {"clients": clients, "groups": [], "roles": roles, "defaultACLAccess": DEFAULT_ACCESS}
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def parse(data: bytes) -> Stored | None:
    """Content of a file; None when the broker could not use it either."""
    try:
        return msgspec.json.decode(data, type=Stored)
    except (msgspec.DecodeError, RecursionError):
        return None


def password_fits(client: StoredClient, password: str) -> bool:
    """Whether this password opens this client."""
    try:
        if client.encoded_password:
            _, kind, iterations, salt, digest = client.encoded_password.split("$")
            if kind != "7":
                return False
            rounds = int(iterations)
        else:
            rounds, salt, digest = client.iterations, client.salt, client.password
        if not 0 < rounds <= 10_000_000:
            return False
        return hmac.compare_digest(_hash(password, base64.b64decode(salt), rounds), base64.b64decode(digest))
    except ValueError:
        return False


def _hash(password: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, iterations, HASH_BYTES)
