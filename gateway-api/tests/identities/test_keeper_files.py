"""What lies in the volumes before any broker runs."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.security import StoredClient, parse, password_fits
from dinrail_gateway.identities.vault import Vault


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Folder of everything."""
    return tmp_path


def keeper(home: Path) -> Identities:
    """Identities as a freshly started gateway has them."""
    made = Identities(
        vault=Vault(home / "data" / "identities.json"),
        root="smarthome",
        security=home / "security",
        router_secrets=home / "router",
        restart_broker=_never,
        chown=False,
    )
    made.prepare()
    return made


async def _never() -> None:
    raise AssertionError("there is no broker to restart")


def clients(home: Path) -> dict[str, StoredClient]:
    """Clients in the security file."""
    stored = parse((home / "security" / "dynamic-security.json").read_bytes())
    assert stored is not None
    return {client.username: client for client in stored.clients}


def test_the_first_start_lets_in_gateway_and_router_and_nobody_else(home: Path) -> None:
    made = keeper(home)
    known = clients(home)
    assert set(known) == {"gateway", "router"}
    assert password_fits(known["gateway"], made.gateway_password())
    assert password_fits(known["router"], (home / "router" / "broker_password").read_text())
    assert stat.S_IMODE((home / "security" / "dynamic-security.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "router" / "broker_password").stat().st_mode) == 0o400


def test_a_second_start_changes_no_file(home: Path) -> None:
    keeper(home)
    files = [home / "security" / "dynamic-security.json", home / "router" / "broker_password"]
    before = [(file.read_bytes(), file.stat().st_ino) for file in files]
    keeper(home)
    assert [(file.read_bytes(), file.stat().st_ino) for file in files] == before


async def test_without_a_broker_identities_are_kept_and_stand_in_the_next_file(home: Path) -> None:
    made = keeper(home)
    await made.ensure(["plc", "bms"])
    password = made.instance_password("plc")
    await made.ensure(["plc"])
    (home / "security" / "dynamic-security.json").write_bytes(b"")
    again = keeper(home)
    assert again.instance_password("plc") == password
    assert set(clients(home)) == {"gateway", "router", "plc"}


async def test_who_is_locked_out_stays_so_in_the_next_file_and_after_a_restart(home: Path) -> None:
    made = keeper(home)
    await made.ensure(["plc", "bms"])
    await made.lock(["plc"])
    (home / "security" / "dynamic-security.json").write_bytes(b"")
    again = keeper(home)
    assert {name for name, client in clients(home).items() if client.disabled} == {"plc"}
    await again.lock([])
    again.write_file()
    assert {name for name, client in clients(home).items() if client.disabled} == set()
    assert again.instance_password("plc") == made.instance_password("plc")


@pytest.mark.parametrize("damage", [b"", b'{"clients": [', b"[]", b'{"clients": [], "roles": []}'])
def test_a_file_no_gateway_could_log_in_with_is_written_again(home: Path, damage: bytes) -> None:
    made = keeper(home)
    (home / "security" / "dynamic-security.json").write_bytes(damage)
    assert made.mend_file() is True
    assert made.mend_file() is False
    assert "gateway" in clients(home)


def test_passwords_of_users_mosquitto_invented_are_removed(home: Path) -> None:
    made = keeper(home)
    stray = home / "security" / "dynamic-security.json.pw"
    stray.write_text("admin x\ndemoclient y\n")
    made.mend_file()
    assert not stray.exists()


def test_a_lost_router_password_is_written_again(home: Path) -> None:
    keeper(home)
    before = (home / "router" / "broker_password").read_text()
    (home / "router" / "broker_password").unlink()
    keeper(home)
    assert (home / "router" / "broker_password").read_text() == before


def test_node_red_is_let_in_only_where_the_house_has_one(home: Path) -> None:
    def with_node_red(folder: Path | None) -> Identities:
        made = Identities(
            vault=Vault(home / "data" / "identities.json"),
            root="smarthome",
            security=home / "security",
            router_secrets=home / "router",
            node_red=folder,
            restart_broker=_never,
            chown=False,
        )
        made.prepare()
        made.write_file()
        return made

    with_node_red(home / "given")
    password = (home / "given" / "broker_password").read_text()
    assert password_fits(clients(home)["__node-red"], password)
    assert stat.S_IMODE((home / "given" / "broker_password").stat().st_mode) == 0o400
    with_node_red(None)
    assert "__node-red" not in clients(home)
    with_node_red(home / "given")
    assert (home / "given" / "broker_password").read_text() == password


async def test_changes_at_the_same_time_are_all_kept(home: Path) -> None:
    made = keeper(home)
    await asyncio.gather(*(made.ensure([f"meter_{number}"]) for number in range(40)))
    kept = Vault(home / "data" / "identities.json")
    kept.load()
    assert kept.problem is None
    assert list(kept.kept.instances) == ["meter_39"]
