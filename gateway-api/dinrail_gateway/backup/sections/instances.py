"""Instances with their secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from dinrail.settings import merge_secrets
from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.backup.sections.documents import Build, put, require_table, tried
from dinrail_gateway.backup.sections.section import Difference, compare, differences
from dinrail_gateway.documents.document import Document
from dinrail_gateway.documents.json_text import Rejected, render
from dinrail_gateway.instances.document import (
    VERSION,
    InstanceEntry,
    Instances,
    InstancesCodec,
    plain_entry,
    render_instances,
)
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.routes.refused import invalid

__all__ = ["InstancesSection", "saved_entries"]


class InstancesSection:
    """Items are instances; what is put back is checked as a hand edit would be."""

    name = "instances"

    def __init__(self, document: Document[Instances], codec: InstancesCodec, secrets: SecretStore) -> None:
        self._document = document
        self._codec = codec
        self._secrets = secrets

    async def take(self) -> tuple[Saved, int]:
        """Entries as in the file, secrets apart."""
        entries = self._document.value or {}
        kept = {name: fields for name in entries if (fields := self._secrets.of(name))}
        plain = [plain_entry(entry) for entry in entries.values()]
        return Saved({"version": VERSION, "instances": plain}, kept), len(entries)

    async def differences(self, saved: Saved) -> list[Difference]:
        """Per instance; a secret that differs is named, never shown."""
        return await asyncio.to_thread(self._differences, saved)

    def _differences(self, saved: Saved) -> list[Difference]:
        entries, fields = saved_entries(self._codec, saved)
        now = self._document.value or {}
        hidden = [
            (name, f"/config{pointer}")
            for name in entries
            if name in now
            for pointer in differences(self._secrets.of(name), fields.get(name, {}))
        ]
        return compare(_plain(now), _plain(entries), hidden)

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """As the document checks it."""
        await tried(self._document, self._build(saved, items))

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """One new content of the file."""
        await put(self._document, self._build(saved, items), by)

    def _build(self, saved: Saved, items: Collection[str]) -> Build[Instances]:
        def build(current: Instances | None) -> bytes:
            entries, fields = saved_entries(self._codec, saved)
            result = {name: plain_entry(entry) for name, entry in (current or {}).items()}
            for name in items:
                if name in entries:
                    result[name] = _with_secrets(entries[name], fields.get(name, {}))
                else:
                    result.pop(name, None)
            return render_instances(result.values())

        return build


def saved_entries(codec: InstancesCodec, saved: Saved) -> tuple[Instances, dict[str, dict[str, Any]]]:
    """Entries and their secrets; raises Invalid for what no instances file could hold."""
    try:
        entries = codec.trusted(render(saved.plain))
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    secrets = require_table(saved.secret or {}, "secrets of instances")
    return entries, {name: require_table(fields, "secrets of an instance") for name, fields in secrets.items()}


def _plain(entries: Instances) -> dict[str, Any]:
    return {name: plain_entry(entry) for name, entry in entries.items()}


def _with_secrets(entry: InstanceEntry, fields: dict[str, Any]) -> dict[str, Any]:
    plain = plain_entry(entry)
    return {**plain, "config": merge_secrets(plain["config"], fields)}
