"""Commands bring any broker to what is wanted, and say nothing when it is."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dinrail.names import Topics
from dinrail_gateway.identities.difference import difference
from dinrail_gateway.identities.roles import Role, gateway_role, instance_role
from dinrail_gateway.identities.security import DEFAULT_ACCESS, Identity, RoleName, Stored, StoredClient

TOPICS = Topics()
GATEWAY = Identity("gateway", "g", gateway_role(TOPICS))


def wanted(*instances: str) -> list[Identity]:
    """The gateway and these instances."""
    return [GATEWAY, *(Identity(name, f"pw-{name}", instance_role(name, TOPICS)) for name in instances)]


def stored(*identities: Identity, **other: Any) -> Stored:
    """A broker that knows exactly these."""
    clients = tuple(
        StoredClient(username=one.username, clientid=one.username, roles=(RoleName(one.role.rolename),))
        for one in identities
    )
    made = Stored(clients, tuple(one.role for one in identities), (), DEFAULT_ACCESS)
    return msgspec.structs.replace(made, **other)


def verbs(commands: list[dict[str, Any]]) -> list[str]:
    """What is to be done, in order."""
    return [command["command"] for command in commands]


def test_a_broker_in_step_is_told_nothing() -> None:
    assert difference(wanted("plc"), stored(*wanted("plc")), own="gateway") == []


def test_the_order_of_rules_does_not_matter() -> None:
    plc = wanted("plc")[1]
    turned = msgspec.structs.replace(plc, role=Role(plc.role.rolename, tuple(reversed(plc.role.acls))))
    assert difference(wanted("plc"), stored(GATEWAY, turned), own="gateway") == []


def test_a_new_instance_gets_its_role_before_its_client() -> None:
    commands = difference(wanted("plc"), stored(GATEWAY), own="gateway")
    assert verbs(commands) == ["createRole", "createClient"]
    assert commands[1]["clientid"] == commands[1]["username"] == "plc"
    assert commands[1]["password"] == "pw-plc"
    assert commands[1]["roles"] == [{"rolename": "instance-plc"}]


def test_a_removed_instance_loses_client_and_role() -> None:
    commands = difference(wanted(), stored(*wanted("plc")), own="gateway")
    assert verbs(commands) == ["deleteClient", "deleteRole"]


def test_a_changed_role_disturbs_no_client() -> None:
    plc = wanted("plc")[1]
    narrower = msgspec.structs.replace(plc, role=Role(plc.role.rolename, plc.role.acls[:2]))
    commands = difference(wanted("plc"), stored(GATEWAY, narrower), own="gateway")
    assert verbs(commands) == ["modifyRole"]


def test_only_whose_password_is_wrong_gets_it_again() -> None:
    commands = difference(wanted("plc", "bms"), stored(*wanted("plc", "bms")), own="gateway", wrong_passwords={"bms"})
    assert commands == [{"command": "setClientPassword", "username": "bms", "password": "pw-bms"}]


def test_the_gateways_own_client_is_never_touched() -> None:
    odd = stored(GATEWAY, clients=(StoredClient(username="gateway", clientid="other", disabled=True),))
    commands = difference(wanted(), odd, own="gateway", wrong_passwords={"gateway"})
    assert commands == []


def test_default_users_groups_and_open_defaults_are_removed() -> None:
    present = stored(
        GATEWAY,
        clients=(StoredClient(username="gateway", clientid="gateway"), StoredClient(username="admin")),
        groups=({"groupname": "unauthenticated"},),
        default_access={**DEFAULT_ACCESS, "unsubscribe": True},
    )
    commands = difference(wanted(), present, own="gateway")
    assert verbs(commands) == ["setDefaultACLAccess", "deleteClient", "deleteGroup"]
    assert commands[2]["groupname"] == "unauthenticated"


def test_who_is_locked_out_keeps_identity_and_role() -> None:
    locked = [GATEWAY, msgspec.structs.replace(wanted("plc")[1], disabled=True)]
    assert difference(locked, stored(*wanted("plc")), own="gateway") == [
        {"command": "disableClient", "username": "plc"}
    ]
    out = applied(stored(*wanted("plc")), difference(locked, stored(*wanted("plc")), own="gateway"))
    assert difference(locked, out, own="gateway") == []
    assert difference(wanted("plc"), out, own="gateway") == [{"command": "enableClient", "username": "plc"}]


def test_who_is_locked_out_is_so_from_its_creation() -> None:
    plc = msgspec.structs.replace(wanted("plc")[1], disabled=True)
    commands = difference([GATEWAY, plc], stored(GATEWAY), own="gateway")
    assert verbs(commands) == ["createRole", "createClient", "disableClient"]
    odd = stored(GATEWAY, plc, clients=(StoredClient(username="plc", clientid="other"),))
    assert verbs(difference([GATEWAY, plc], odd, own="gateway"))[-3:] == [
        "deleteClient",
        "createClient",
        "disableClient",
    ]


names = st.sets(st.sampled_from(["plc", "bms", "inverter_1", "meter"]))


def applied(present: Stored, commands: list[dict[str, Any]]) -> Stored:
    """What a broker knows after these commands; refuses what Mosquitto would refuse."""
    clients = {client.username: client for client in present.clients}
    roles = {role.rolename: role for role in present.roles}
    for command in commands:
        name = command.get("username") or command.get("rolename") or ""
        match command["command"]:
            case "createRole" | "modifyRole" as verb:
                assert (verb == "createRole") == (name not in roles)
                roles[name] = msgspec.convert(command, Role, strict=False)
            case "deleteRole":
                del roles[name]
            case "createClient":
                assert name not in clients
                assert all(role["rolename"] in roles for role in command["roles"])
                clients[name] = StoredClient(
                    username=name, clientid=command["clientid"], roles=(RoleName(command["roles"][0]["rolename"]),)
                )
            case "deleteClient":
                del clients[name]
            case "enableClient" | "disableClient" as verb:
                clients[name] = msgspec.structs.replace(clients[name], disabled=verb == "disableClient")
    return Stored(tuple(clients.values()), tuple(roles.values()), (), DEFAULT_ACCESS)


@given(names, names, names, st.booleans())
def test_from_any_set_to_any_other_and_then_silence(
    before: set[str], after: set[str], locked: set[str], disabled: bool
) -> None:
    present = stored(*wanted(*before))
    odd = tuple(
        msgspec.structs.replace(client, disabled=disabled and client.username != "gateway")
        for client in present.clients
    )
    present = msgspec.structs.replace(present, clients=odd)
    goal = [msgspec.structs.replace(one, disabled=one.username in locked) for one in wanted(*after)]
    reached = applied(present, difference(goal, present, own="gateway"))
    assert {client.username for client in reached.clients} == {"gateway", *after}
    assert {client.username for client in reached.clients if client.disabled} == after & locked
    assert difference(goal, reached, own="gateway") == []
