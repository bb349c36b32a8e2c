"""Passwords: kept, private, and never silently others."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dinrail_gateway.identities.vault import Vault


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the vault lies."""
    return tmp_path / "data" / "identities.json"


def kept(file: Path) -> Vault:
    """A vault as read from the file."""
    vault = Vault(file)
    vault.load()
    return vault


def test_passwords_stay_the_same_over_restarts(file: Path) -> None:
    first = kept(file)
    gateway, plc = first.part("gateway"), first.instance("plc")
    first.save()
    again = kept(file)
    assert (again.part("gateway"), again.instance("plc")) == (gateway, plc)
    assert again.problem is None


def test_passwords_are_long_different_and_safe_in_an_address(file: Path) -> None:
    vault = kept(file)
    made = {vault.instance(f"i{number}") for number in range(100)}
    assert len(made) == 100
    assert all(len(password) == 32 for password in made)
    assert all(char.isalnum() or char in "-_" for password in made for char in password)


def test_nobody_else_can_read_it(file: Path) -> None:
    vault = kept(file)
    vault.part("gateway")
    vault.save()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_unchanged_content_is_not_written_again(file: Path) -> None:
    vault = kept(file)
    vault.part("gateway")
    vault.save()
    before = file.stat().st_mtime_ns, file.stat().st_ino
    vault.save()
    kept(file).save()
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before


@pytest.mark.parametrize("damage", [b"", b'{"version":1,"parts":', b"\x00" * 500])
def test_a_damaged_file_is_set_aside_and_the_last_copy_used(file: Path, damage: bytes) -> None:
    vault = kept(file)
    gateway = vault.part("gateway")
    vault.save()
    vault.instance("plc")
    vault.save()
    file.write_bytes(damage)
    again = kept(file)
    assert again.part("gateway") == gateway
    assert again.problem is not None
    assert again.problem.key == "vault_damaged"
    aside = [one for one in file.parent.iterdir() if "damaged" in one.name]
    assert [one.read_bytes() for one in aside] == [damage]
    again.save()
    assert kept(file).part("gateway") == gateway


def test_without_any_copy_new_passwords_come_with_a_problem(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"garbage")
    vault = kept(file)
    assert vault.problem is not None
    assert vault.part("gateway")
