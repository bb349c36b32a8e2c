"""Commands that turn what a broker knows into what it shall know; pure, and nothing more than needed.

Changing a client throws it off the bus even when nothing changes, so only real differences count.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import msgspec

from dinrail_gateway.identities.roles import Role
from dinrail_gateway.identities.security import DEFAULT_ACCESS, Identity, Stored, StoredClient

__all__ = ["difference"]

Command = dict[str, Any]


def difference(
    wanted: Iterable[Identity], present: Stored, *, own: str, wrong_passwords: Container[str] = ()
) -> list[Command]:
    """Commands in the order they must run: defaults, roles, clients, then what is too much.

    own: the user that gives the commands; its client is never touched, that would end the conversation.
    wrong_passwords: users whose stored password is not theirs.
    """
    identities = {identity.username: identity for identity in wanted}
    roles = {identity.role.rolename: identity.role for identity in identities.values()}
    known = {client.username: client for client in present.clients}
    commands = _defaults(present)
    commands += _roles(roles, {role.rolename: role for role in present.roles})
    for username, identity in identities.items():
        if username != own:
            commands += _client(identity, known.get(username), wrong=username in wrong_passwords)
    commands += [{"command": "deleteClient", "username": name} for name in known if name not in identities]
    commands += [
        {"command": "deleteRole", "rolename": role.rolename} for role in present.roles if role.rolename not in roles
    ]
    commands += [{"command": "deleteGroup", "groupname": _group(group)} for group in present.groups]
    return commands


def _defaults(present: Stored) -> list[Command]:
    if present.default_access == DEFAULT_ACCESS:
        return []
    acls = [{"acltype": name, "allow": allow} for name, allow in DEFAULT_ACCESS.items()]
    return [{"command": "setDefaultACLAccess", "acls": acls}]


def _roles(wanted: dict[str, Role], present: dict[str, Role]) -> list[Command]:
    commands = []
    for name, role in wanted.items():
        before = present.get(name)
        if before is None or set(before.acls) != set(role.acls):
            verb = "createRole" if before is None else "modifyRole"
            commands.append({"command": verb, "rolename": name, "acls": msgspec.to_builtins(role.acls)})
    return commands


def _client(identity: Identity, present: StoredClient | None, *, wrong: bool) -> list[Command]:
    username = identity.username
    create: Command = {
        "command": "createClient",
        "username": username,
        "clientid": username,
        "password": identity.password,
        "roles": [{"rolename": identity.role.rolename}],
    }
    switch = [{"command": "disableClient" if identity.disabled else "enableClient", "username": username}]
    if present is None:
        return [create, *(switch if identity.disabled else [])]
    role_names = [role.rolename for role in present.roles]
    if present.clientid != username or role_names != [identity.role.rolename] or present.groups:
        return [{"command": "deleteClient", "username": username}, create, *(switch if identity.disabled else [])]
    commands: list[Command] = []
    if wrong:
        commands.append({"command": "setClientPassword", "username": username, "password": identity.password})
    if present.disabled != identity.disabled:
        commands += switch
    return commands


def _group(group: Any) -> str:
    return str(group.get("groupname", "") if isinstance(group, dict) else group)
