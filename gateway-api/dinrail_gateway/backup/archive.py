"""The file: a zip of `manifest.json`, one JSON file per section, and `secrets.bin`; pure.

The manifest names the SHA-256 of every file beside it, and the secrets are sealed together with the manifest: with the
passphrase, every byte that is restored is known to be what was saved. Nothing is ever unpacked to a path.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from dinrail_gateway.backup import refusals
from dinrail_gateway.backup.lock import Lock, new_lock
from dinrail_gateway.documents.json_text import Rejected, parse

__all__ = ["FORMAT", "MAX_FILE", "Archive", "Manifest", "Plugin", "Saved", "pack", "read"]

FORMAT = 1
KIND = "dinrail-backup"
MAX_FILE = 8 * 1024 * 1024
MAX_MEMBER = 12 * 1024 * 1024
MAX_UNPACKED = 32 * 1024 * 1024
MAX_MEMBERS = 32
MANIFEST = "manifest.json"
SECRETS = "secrets.bin"
_SECTION = re.compile(r"[a-z_]{1,32}\.json\Z")
_ENCRYPTED = 0x1


class Plugin(msgspec.Struct, frozen=True):
    """A type there was when the backup was made."""

    type: str
    kind: str = ""
    version: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself without its passphrase; created Unix ms, counts: items per section."""

    kind: str = KIND
    format: int = FORMAT
    version: str
    created: int
    host: str = ""
    note: str = ""
    counts: dict[str, int] = {}
    plugins: list[Plugin] = []
    files: dict[str, str] = {}
    lock: Lock


class Saved(msgspec.Struct, frozen=True):
    """One section: what anybody may read, and what is sealed."""

    plain: Any = None
    secret: Any = None


class Archive(msgspec.Struct, frozen=True):
    """A file that is whole: its manifest (with its bytes, which are sealed in), the plain sections, the sealed rest."""

    manifest: Manifest
    told: bytes
    plain: dict[str, Any]
    sealed: bytes

    def unlock(self, passphrase: str) -> dict[str, Saved]:
        """Every section with its secrets; raises Invalid. Takes about 0.2 s."""
        key = self.manifest.lock.open(passphrase)
        secrets = _json(SECRETS, key.unseal(self.sealed, hashlib.sha256(self.told).digest()))
        if not isinstance(secrets, dict):
            raise refusals.damaged("its secrets are no table")
        return {name: Saved(self.plain.get(name), secrets.get(name)) for name in {*self.plain, *secrets}}


def pack(manifest: Manifest, sections: Mapping[str, Saved], passphrase: str) -> bytes:
    """The file; the manifest's `files` and `lock` are filled in. Raises Invalid when it would be too large."""
    lock, key = new_lock(passphrase)
    plain = {f"{name}.json": _text(saved.plain) for name, saved in sections.items() if saved.plain is not None}
    files = {name: hashlib.sha256(data).hexdigest() for name, data in plain.items()}
    told = _text(msgspec.structs.replace(manifest, files=files, lock=lock))
    secrets = {name: saved.secret for name, saved in sections.items() if saved.secret is not None}
    sealed = key.seal(msgspec.json.encode(secrets), hashlib.sha256(told).digest())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in ((MANIFEST, told), *plain.items(), (SECRETS, sealed)):
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    if len(out.getvalue()) > MAX_FILE or any(len(data) > MAX_MEMBER for data in (told, sealed, *plain.values())):
        raise refusals.too_large(MAX_FILE)
    return out.getvalue()


def read(data: bytes) -> Archive:
    """What a file holds; raises Invalid that says why it is not taken. Never more memory than a backup may need."""
    if len(data) > MAX_FILE:
        raise refusals.too_large(MAX_FILE)
    members = _members(data)
    if MANIFEST not in members or SECRETS not in members:
        raise refusals.foreign("it has no manifest or no secrets")
    told, sealed = members.pop(MANIFEST), members.pop(SECRETS)
    manifest = _manifest(told)
    if set(manifest.files) != set(members):
        raise refusals.damaged("its files are not those of its manifest")
    for name, content in members.items():
        if hashlib.sha256(content).hexdigest() != manifest.files[name]:
            raise refusals.damaged(f"{name} was changed")
    plain = {name.removesuffix(".json"): _json(name, content) for name, content in members.items()}
    return Archive(manifest, told, plain, sealed)


def _members(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            _require_modest(entries)
            return {entry.filename: _content(file, entry) for entry in entries}
    except zipfile.BadZipFile as error:
        if data.startswith(b"PK\x03\x04") and b"PK\x05\x06" not in data:
            raise refusals.truncated() from None
        raise (refusals.damaged if data.startswith(b"PK") else refusals.foreign)(str(error)) from None
    except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise refusals.damaged(str(error) or type(error).__name__) from None


def _require_modest(entries: list[zipfile.ZipInfo]) -> None:
    """Names and sizes before a single byte is unpacked."""
    if len(entries) > MAX_MEMBERS:
        raise refusals.foreign(f"more than {MAX_MEMBERS} files in it")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise refusals.foreign("a name is in it twice")
    for entry in entries:
        if entry.filename not in (MANIFEST, SECRETS) and not _SECTION.match(entry.filename):
            raise refusals.foreign(f"{ascii(entry.filename)[:80]} does not belong into it")
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusals.foreign(f"{entry.filename} is packed in a way we do not use")
    if any(entry.file_size > MAX_MEMBER for entry in entries) or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise refusals.too_large(MAX_UNPACKED)


def _content(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What the head says of sizes may be a lie: no more than that is unpacked."""
    with file.open(entry) as opened:
        data = opened.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise refusals.damaged(f"{entry.filename} has another size than it says")
    return data


def _manifest(told: bytes) -> Manifest:
    raw = _json(MANIFEST, told)
    if not isinstance(raw, dict) or raw.get("kind") != KIND:
        raise refusals.foreign("its manifest is none of ours")
    if raw.get("format") != FORMAT:
        raise refusals.unknown_version(raw.get("format"), FORMAT)
    try:
        return msgspec.convert(raw, Manifest)
    except msgspec.ValidationError as error:
        raise refusals.damaged(f"manifest: {error}") from None


def _json(name: str, data: bytes) -> Any:
    try:
        return parse(data)
    except Rejected as rejected:
        raise refusals.damaged(f"{name}: {rejected.problems[0].message}") from None


def _text(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2)
