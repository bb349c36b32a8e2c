"""The file of a backup: what was packed comes back, and nothing hostile or broken is taken."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinrail_gateway.backup.archive import MAX_FILE, Manifest, Saved, pack, read
from dinrail_gateway.backup.lock import Lock
from dinrail_gateway.errors import Invalid

PASSPHRASE = "four words make one"
MANIFEST = Manifest(version="1.2.3", created=1, lock=Lock("", "", 0, 0, ""))
SECTIONS = {
    "instances": Saved({"instances": [{"id": "a"}]}, {"a": {"/password": "geheim-4711"}}),
    "users": Saved(secret={"users": ["berta"]}),
}
GOOD = pack(MANIFEST, SECTIONS, PASSPHRASE)


def members(data: bytes = GOOD) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            file.writestr(name, data)
    return out.getvalue()


def told(**changes: Any) -> bytes:
    """The good file with another manifest."""
    content = members()
    content["manifest.json"] = msgspec.json.encode(json.loads(content["manifest.json"]) | changes)
    return zipped(content)


def lock(**changes: Any) -> bytes:
    return told(lock=json.loads(members()["manifest.json"])["lock"] | changes)


def key_of(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(Invalid) as refused:
        read(data).unlock(passphrase)
    return refused.value.reason.key


def test_what_was_packed_comes_back() -> None:
    archive = read(GOOD)

    assert archive.manifest.version == "1.2.3"
    assert archive.plain == {"instances": {"instances": [{"id": "a"}]}}
    assert archive.unlock(PASSPHRASE) == SECTIONS


def test_nothing_secret_is_readable_in_the_file() -> None:
    every_byte = b"".join(members().values()) + GOOD

    assert b"geheim" not in every_byte
    assert b"berta" not in every_byte
    assert PASSPHRASE.encode() not in every_byte


def test_two_backups_of_the_same_have_nothing_in_common_that_is_secret() -> None:
    assert members(pack(MANIFEST, SECTIONS, PASSPHRASE))["secrets.bin"] != members()["secrets.bin"]


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    swapped = members()
    swapped["secrets.bin"] = swapped["secrets.bin"][:-1] + bytes([swapped["secrets.bin"][-1] ^ 1])

    assert key_of(GOOD, "another one entirely") == "passphrase_wrong"
    assert key_of(zipped(swapped)) == "backup_damaged"


def test_a_changed_manifest_or_file_does_not_open() -> None:
    changed = members()
    changed["instances.json"] = b'{"instances": []}'

    assert key_of(told(note="another")) == "backup_damaged"
    assert key_of(zipped(changed)) == "backup_damaged"


def test_a_file_swapped_together_with_its_sum_in_the_manifest_does_not_open() -> None:
    other = members(pack(MANIFEST, {"instances": Saved({"instances": []}, {})}, PASSPHRASE))
    mixed = {**other, "secrets.bin": members()["secrets.bin"]}

    assert key_of(zipped(mixed)) in {"backup_damaged", "passphrase_wrong"}


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "backup_foreign"),
        (b"hello", "backup_foreign"),
        (GOOD[: len(GOOD) // 2], "backup_truncated"),
        (GOOD[:-30], "backup_truncated"),
        (GOOD[:200] + b"\0" * 40 + GOOD[240:], "backup_damaged"),
        (zipped({"a.json": b"{}"}), "backup_foreign"),
        (zipped({**members(), "../../etc/passwd": b"x"}), "backup_foreign"),
        (zipped({**members(), "/etc/cron.d/x": b"x"}), "backup_foreign"),
        (zipped({**members(), "sub/instances.json": b"{}"}), "backup_foreign"),
        (zipped({**members(), "instances.json\x1b[2J": b"{}"}), "backup_foreign"),
        (zipped({**members(), "extra.json": b"{}"}), "backup_damaged"),
        (zipped({f"a{'_' * n}.json": b"{}" for n in range(31)} | {"b.json": b"", "c.json": b""}), "backup_foreign"),
        (zipped({**members(), "instances.json": b" " * (13 << 20)}), "backup_too_large"),
        (zipped({**members(), **{f"{name}.json": b" " * (11 << 20) for name in "abc"}}), "backup_too_large"),
        (b"PK\x03\x04" + b"\0" * MAX_FILE, "backup_too_large"),
        (told(format=2), "backup_version_unsupported"),
        (told(format="1"), "backup_version_unsupported"),
        (told(kind="else"), "backup_foreign"),
        (told(files=[]), "backup_damaged"),
        (told(lock=None), "backup_damaged"),
        (zipped({**members(), "manifest.json": b"[" * 5000}), "backup_damaged"),
        (zipped({**members(), "manifest.json": b'{"kind": "dinrail-backup"'}), "backup_damaged"),
        (lock(memory_kib=4 << 20), "backup_foreign"),
        (lock(time=1_000_000), "backup_foreign"),
        (lock(kdf="md5"), "backup_foreign"),
        (lock(salt="zz"), "backup_damaged"),
        (lock(salt=""), "backup_damaged"),
    ],
)
def test_what_is_no_whole_backup_of_ours_is_refused_with_the_reason(data: bytes, key: str) -> None:
    assert key_of(data) == key


def test_a_name_that_is_in_it_twice_is_refused() -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("instances.json", b"{}")

    assert key_of(out.getvalue()) == "backup_foreign"


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    bomb = bytearray(zipped({**members(), "instances.json": b" " * (10 << 20)}))
    size = struct.pack("<I", 10 << 20)
    while (at := bomb.find(size)) >= 0:
        bomb[at : at + 4] = struct.pack("<I", 100)

    assert key_of(bytes(bomb)) == "backup_damaged"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members().items():
            file.writestr(name, data)

    assert key_of(out.getvalue()) == "backup_foreign"


def test_one_that_would_be_too_large_to_come_back_is_not_made() -> None:
    with pytest.raises(Invalid) as refused:
        pack(MANIFEST, {"instances": Saved({"x": "y" * (13 << 20)})}, PASSPHRASE)

    assert refused.value.reason.key == "backup_too_large"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    at=st.integers(0, len(GOOD) - 1),
    change=st.sampled_from(
        [
            lambda data, at: data[:at],
            lambda data, at: data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :],
            lambda data, at: data[:at] + data[at + 1 :],
            lambda data, at: data[:at] + b"PK\x01\x02" + data[at:],
        ]
    ),
)
def test_no_damage_ends_in_anything_but_a_refusal_or_the_same_content(
    at: int, change: Callable[[bytes, int], bytes]
) -> None:
    with suppress(Invalid):
        assert read(change(GOOD, at)).plain == {"instances": {"instances": [{"id": "a"}]}}
