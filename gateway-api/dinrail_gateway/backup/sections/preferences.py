"""Settings of the house, with their secrets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dinrail.settings import merge_secrets
from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.backup.sections.documents import Build, put, require_table, tried
from dinrail_gateway.backup.sections.section import Difference, compare, differences
from dinrail_gateway.documents.document import Document
from dinrail_gateway.documents.json_text import Rejected, render
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.preferences.document import STORED_AS, Chosen, PreferencesCodec
from dinrail_gateway.routes.refused import invalid

__all__ = ["SettingsSection"]


class SettingsSection:
    """Items are the groups of the file: language, errors, sentry, backup, prometheus."""

    name = "settings"

    def __init__(self, document: Document[Chosen], store: SecretStore) -> None:
        self._document = document
        self._store = store

    async def take(self) -> tuple[Saved, int]:
        """The file, secrets apart."""
        document = self._now()
        return Saved(document, self._store.of(STORED_AS)), len(_items(document))

    async def differences(self, saved: Saved) -> list[Difference]:
        """Per group; a secret that differs is named, never shown."""
        document, fields = self._checked(saved)
        hidden = []
        for pointer in differences(self._store.of(STORED_AS), fields):
            group, _, rest = pointer.removeprefix("/").partition("/")
            hidden.append((group, f"/{rest}"))
        return compare(_items(self._now()), _items(document), hidden)

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """As the document checks it."""
        await tried(self._document, self._build(saved, items))

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """One new content of the file."""
        await put(self._document, self._build(saved, items), by)

    def _now(self) -> dict[str, Any]:
        return self._document.value.document if self._document.value else {}

    def _checked(self, saved: Saved) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            document = PreferencesCodec(self._store).trusted(render(saved.plain)).document
        except Rejected as rejected:
            raise invalid(rejected.problems) from None
        return document, require_table(saved.secret or {}, "secrets of the settings")

    def _build(self, saved: Saved, items: Collection[str]) -> Build[Chosen]:
        def build(current: Chosen | None) -> bytes:
            document, fields = self._checked(saved)
            wanted = merge_secrets(document, fields)
            result = dict(current.document) if current else {}
            for group in items:
                if group in wanted:
                    result[group] = wanted[group]
                else:
                    result.pop(group, None)
            return render(result)

        return build


def _items(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "version"}
