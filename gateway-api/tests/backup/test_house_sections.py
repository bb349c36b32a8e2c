"""Clients of the broker and certificates in a backup: back with the passwords and keys they had."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from dinrail_gateway.backup.sections.certificates import CertificatesSection
from dinrail_gateway.backup.sections.clients import ClientsSection
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.errors import Invalid
from dinrail_gateway.identities.clients import ClientRights, OutsideClients
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.testing.stage import Stage

PASSPHRASE = "four words make one"


class Rooms:
    """A gateway whose backups also keep what the house has."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.backups = stage.gateway.backups
        self.vault = Vault(folder / "identities.json")
        identities = Identities(
            vault=self.vault,
            root="smarthome",
            security=folder / "security",
            router_secrets=None,
            restart_broker=self._restart,
            chown=False,
        )
        identities.prepare()
        self.clients = OutsideClients(vault=self.vault, identities=identities, root="smarthome", url="mqtts://box:8883")
        self.folder = folder
        self.certificates = Certificates(data=folder / "data", tls=folder / "tls", hosts=["box"], chown=False)
        self.certificates.prepare()
        self.backups.add(ClientsSection(self.clients), CertificatesSection(self.certificates))

    async def _restart(self) -> None:
        raise AssertionError("nobody asked for that")

    async def made(self) -> str:
        """A backup of now."""
        return await self.backups.create("manual", PASSPHRASE)

    async def differing(self, id_: str) -> dict[str, dict[str, str]]:
        """Section → item → kind."""
        found = (await self.backups.preview(id_, PASSPHRASE)).differences
        return {
            name: {difference.item: difference.kind for difference in differences}
            for name, differences in found.items()
            if differences
        }


@pytest.fixture
async def rooms(stage: Stage, tmp_path: Path) -> Rooms:
    (tmp_path / "rooms").mkdir()
    return await asyncio.to_thread(Rooms, stage, tmp_path / "rooms")


async def test_clients_come_back_with_the_password_their_programs_have(rooms: Rooms) -> None:
    made = await rooms.clients.create("nodered", ClientRights(["values"], write=["plc.**"]))
    await rooms.clients.create("script", ClientRights(["status"]))
    id_ = await rooms.made()
    await rooms.clients.remove("nodered")
    await rooms.clients.create("later", ClientRights())

    assert await rooms.differing(id_) == {"clients": {"nodered": "added", "later": "removed"}}
    await rooms.backups.restore(id_, PASSPHRASE, None, by="admin")

    kept = rooms.clients.kept()
    assert sorted(kept) == ["nodered", "script"]
    assert (kept["nodered"].password, kept["nodered"].write) == (made.password, ["plc.**"])
    assert made.password.encode() not in b"".join(path.read_bytes() for path in rooms.folder.rglob("*.zip"))
    again = Vault(rooms.folder / "identities.json")
    again.load()
    assert again.kept.clients["_nodered"].password == made.password


async def test_the_authority_that_clients_trust_comes_back_and_signs_what_is_served(rooms: Rooms) -> None:
    authority = (rooms.folder / "data" / "ca.crt").read_text()
    id_ = await rooms.made()
    for name in ("ca.crt", "ca.key"):
        (rooms.folder / "data" / name).unlink()
    rooms.certificates.prepare()
    assert (rooms.folder / "tls" / "ca.crt").read_text() != authority

    assert await rooms.differing(id_) == {"certificates": {"authority": "changed"}}
    await rooms.backups.restore(id_, PASSPHRASE, {"certificates": ["authority"]}, by="admin")

    assert (rooms.folder / "tls" / "ca.crt").read_text() == authority
    assert (rooms.folder / "data" / "ca.key").stat().st_mode & 0o777 == 0o600
    assert await rooms.differing(id_) == {}
    present, trusted = rooms.certificates.present(), rooms.certificates.authority()
    assert present is not None
    assert trusted is not None
    present.chain()[0].verify_directly_issued_by(trusted.chain()[0])


async def test_a_client_no_broker_would_take_stops_the_restore(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    await rooms.clients.create("nodered", ClientRights(["values"], write=["plc.**"]))
    monkeypatch.setattr("dinrail_gateway.identities.clients._NAME", re.compile("x"))
    id_ = await rooms.made()
    rooms.vault.kept.clients.clear()

    with pytest.raises(Invalid) as refused:
        await rooms.backups.restore(id_, PASSPHRASE, None, by="admin")

    assert (refused.value.reason.key, refused.value.extra["section"]) == ("client_name_invalid", "clients")
    assert rooms.vault.kept.clients == {}
