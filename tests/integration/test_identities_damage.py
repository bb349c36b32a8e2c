"""A damaged security file locks nobody out for long, and lets nobody in."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from integration.engine_lab import eventually
from integration.identity_lab import REFUSED, Bench, bench

from dinrail.bus import Bus
from dinrail.errors import BusError
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.vault import Vault

pytestmark = [pytest.mark.docker, pytest.mark.timeout(150)]

BACK_S = 30.0
SEND = "publishClientSend"


@pytest.fixture(params=["image 2.0", "image 2.1"])
async def stand(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    """A fresh broker as compose runs it, with one instance."""
    async with bench(tmp_path, request.param, f"dinrail-lab-{abs(hash(tmp_path)):x}") as made:
        await made.identities.ensure(["plc"])
        yield made


def empty(file: Path) -> None:
    """Nothing left."""
    file.write_bytes(b"")


def truncated(file: Path) -> None:
    """Half of it."""
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def deleted(file: Path) -> None:
    """Gone."""
    file.unlink()


def somebody_elses(file: Path) -> None:
    """Valid, but of other people."""
    other: dict[str, Any] = {"clients": [{"username": "admin", "roles": []}], "roles": [], "groups": []}
    file.write_text(json.dumps(other))


async def everybody(stand: Bench, *buses: Bus) -> bool:
    """Whether all of them are in."""
    return stand.gateway.is_connected and all(bus.is_connected for bus in buses)


async def restart_in(stand: Bench) -> None:
    """The broker starts anew with whatever file lies there."""
    await stand.broker.crash()
    await asyncio.sleep(1)


@pytest.mark.parametrize("damage", [empty, truncated, deleted, somebody_elses])
async def test_after_a_damaged_file_all_clients_are_back_within_30_s(stand: Bench, damage: Any) -> None:
    plc, router = await stand.connect("plc"), await stand.connect("router")
    file = stand.broker.security / "dynamic-security.json"
    await asyncio.to_thread(damage, file)
    await restart_in(stand)
    began = time.monotonic()
    await eventually(lambda: everybody(stand, plc, router), BACK_S)
    assert time.monotonic() - began < BACK_S
    await stand.identities.sync()
    stored = msgspec.json.decode(await asyncio.to_thread(file.read_bytes))
    assert {client["username"] for client in stored["clients"]} == {"gateway", "router", "plc"}
    assert not (stand.broker.security / "dynamic-security.json.pw").exists()
    for user, password in (("admin", "admin"), ("democlient", "democlient")):
        assert (await stand.refusal(user, password=password)).startswith(REFUSED)


async def test_a_file_damaged_while_the_broker_runs_is_mended_without_disturbing_anybody(stand: Bench) -> None:
    plc = await stand.connect("plc")
    lost: list[object] = []
    for bus in (plc, stand.gateway):
        bus.on_disconnect(lost.append)
    file = stand.broker.security / "dynamic-security.json"
    await asyncio.to_thread(truncated, file)

    async def mended() -> bool:
        return b'"plc"' in await asyncio.to_thread(file.read_bytes)

    await eventually(mended, 15)
    await asyncio.sleep(1)
    assert (lost, stand.restarts) == ([], 0)
    await restart_in(stand)
    await eventually(lambda: everybody(stand, plc), BACK_S)
    assert stand.restarts == 0


async def test_users_somebody_added_by_hand_are_gone_at_the_next_connect(stand: Bench) -> None:
    control = stand.identities._control
    assert control is not None
    await control.do([{"command": "createClient", "username": "admin", "password": "admin", "roles": []}])
    intruder = await stand.connect("admin", password="admin")
    await restart_in(stand)
    await eventually(lambda: everybody(stand), BACK_S)

    async def out() -> bool:
        return "admin" not in {client.username for client in (await control.present()).clients}

    await eventually(out, 10)
    assert not intruder.is_connected


async def test_a_client_whose_stored_password_is_another_gets_its_own_back(stand: Bench) -> None:
    control = stand.identities._control
    assert control is not None
    await control.do([{"command": "setClientPassword", "username": "plc", "password": "changed"}])
    assert (await stand.refusal("plc")).startswith(REFUSED)
    await stand.part()
    await stand.identities.sync()
    assert (await stand.connect("plc")).is_connected


async def test_a_disabled_client_is_enabled_and_a_wider_role_narrowed(stand: Bench) -> None:
    control = stand.identities._control
    assert control is not None
    await control.do(
        [
            {"command": "disableClient", "username": "plc"},
            {
                "command": "addRoleACL",
                "rolename": "instance-plc",
                "acltype": "publishClientSend",
                "topic": "#",
                "allow": True,
            },
            {"command": "setDefaultACLAccess", "acls": [{"acltype": "subscribe", "allow": True}]},
        ]
    )
    await stand.identities.sync()
    plc = await stand.connect("plc")
    await plc.publish_acked("smarthome/plc/x", b"1")
    refused = plc.subscribe("elsewhere/#", lambda packet: None)
    with pytest.raises(BusError):
        await refused.wait(5)
    with pytest.raises(BusError):
        await plc.publish_acked("elsewhere/x", b"1")


async def test_lost_passwords_of_the_gateway_are_replaced_and_the_broker_follows(stand: Bench, tmp_path: Path) -> None:
    """The data folder is gone, the broker's volume is not: everybody gets new credentials."""
    await stand.identities.stop()
    fresh = Identities(
        vault=Vault(tmp_path / "new" / "identities.json"),
        root="smarthome",
        security=stand.broker.security,
        router_secrets=tmp_path / "router",
        restart_broker=stand.broker.restart,
        chown=stand.broker.owned,
    )
    await asyncio.to_thread(fresh.prepare)
    gateway = Bus(stand.address, client_id="gateway", user="gateway", password=fresh.gateway_password)
    await stand.gateway.stop()
    fresh.attach(gateway)
    gateway.start()
    await fresh.start()
    await gateway.connected(BACK_S)
    await fresh.ensure(["plc"])
    plc = await stand.connect("plc", password=fresh.instance_password("plc"))
    assert plc.is_connected
    router_secret = await asyncio.to_thread((tmp_path / "router" / "broker_password").read_text)
    assert (await stand.connect("router", password=router_secret)).is_connected
    await fresh.stop()
    await gateway.stop()
