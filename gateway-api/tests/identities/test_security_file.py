"""The broker's file: what is written is what Mosquitto reads, and damage is seen."""

from __future__ import annotations

import base64

import msgspec
import pytest

from dinrail.names import Topics
from dinrail_gateway.identities.roles import instance_role
from dinrail_gateway.identities.security import Identity, StoredClient, document, parse, password_fits

PLC = Identity("plc", "correct horse", instance_role("plc", Topics()))


def test_a_written_file_is_read_back_and_its_passwords_fit() -> None:
    stored = parse(document([PLC]))
    assert stored is not None
    client = stored.clients[0]
    assert (client.username, client.clientid) == ("plc", "plc")
    assert password_fits(client, "correct horse")
    assert not password_fits(client, "correct horse ")
    assert set(stored.roles[0].acls) == set(PLC.role.acls)
    assert stored.default_access == {
        "publishClientSend": False,
        "publishClientReceive": False,
        "subscribe": False,
        "unsubscribe": False,
    }


def test_salts_are_twelve_bytes_and_never_the_same() -> None:
    salts = {msgspec.json.decode(document([PLC]))["clients"][0]["salt"] for _ in range(20)}
    assert len(salts) == 20
    assert {len(base64.b64decode(salt)) for salt in salts} == {12}


def test_the_form_mosquitto_2_1_writes_is_read_too() -> None:
    old = parse(document([PLC]))
    assert old is not None
    client = old.clients[0]
    encoded = f"$7${client.iterations}${client.salt}${client.password}"
    assert password_fits(StoredClient(username="plc", encoded_password=encoded), "correct horse")


def test_a_hash_made_by_mosquitto_ctrl_fits() -> None:
    # mosquitto_ctrl 2.0.11: dynsec init file plc correct-horse
    client = StoredClient(
        username="plc",
        password="GZ2TqHvRMp5MajgObLcQSHG+tBFvhvNzUkeC6wseiUT9zHNZ7V7pwojtT8/WTonQcoErQ18Rjui12IzFO7MIYg==",
        salt="p55zC/QzJMgG+7Iu",
        iterations=101,
    )
    assert password_fits(client, "correct-horse")


@pytest.mark.parametrize("encoded", ["$7$x$y$z", "$6$1000$AAAA$AAAA", "$7$99999999999$AAAA$AAAA", "rubbish", "$7$1$*"])
def test_a_hash_that_is_none_fits_nothing(encoded: str) -> None:
    assert not password_fits(StoredClient(username="plc", encoded_password=encoded), "x")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"clients": 3}', b"[" * 100_000])
def test_damage_is_seen(data: bytes) -> None:
    assert parse(data) is None
