"""The catalogue of adapter types, read from what their images describe."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

import msgspec
from jsonschema.exceptions import SchemaError

from dinrail.documents import Limits
from dinrail.manifest import Manifest
from dinrail.options import secret_paths
from dinrail.reason import Reason
from dinrail_gateway.errors import NotFound
from dinrail_gateway.runtime.interface import ImageState, TypeEntry, TypeSource
from dinrail_gateway.types.schemas import ReasonView, TypeView
from dinrail_gateway.types.validation import SchemaCheck

__all__ = ["AdapterType", "TypeCatalog", "reason_view"]


class _Description(msgspec.Struct):
    manifest: Manifest
    schema: dict[str, Any]
    locales: dict[str, Any] = {}


class AdapterType(msgspec.Struct, frozen=True, kw_only=True):
    """One type; `check` and `schema` are None until its image described itself."""

    type: str
    image: ImageState
    manifest: Manifest | None
    schema: dict[str, Any] | None = None
    check: SchemaCheck | None = None
    secrets: list[str] = []
    locales: dict[str, Any] = {}
    problem: Reason | None = None

    @property
    def limits(self) -> Limits:
        """Defaults of the type."""
        return self.manifest.limits if self.manifest else Limits()


class TypeCatalog:
    """Known types; swapped as a whole when the source reports a change, so any thread may read it."""

    def __init__(self, source: TypeSource) -> None:
        self._source = source
        self._described: dict[str, tuple[bytes, AdapterType]] = {}
        self._types: dict[str, AdapterType] = {}
        self._callbacks: list[Callable[[], None]] = []
        self._log = logging.getLogger("dinrail.gateway.types")
        source.on_change(self._changed)
        self._read()

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call after any type changed."""
        self._callbacks.append(callback)

    def get(self, name: str) -> AdapterType | None:
        """A type by name."""
        return self._types.get(name)

    def views(self) -> list[TypeView]:
        """Every adapter type for the API, by name."""
        return [_view(self._types[name]) for name in sorted(self._types)]

    def view(self, name: str) -> TypeView:
        """One type for the API; raises NotFound."""
        found = self._types.get(name)
        if found is None:
            raise NotFound(f"there is no adapter type {name[:64]!r}", key="unknown_type", type=name[:64])
        return _view(found)

    def _changed(self) -> None:
        self._read()
        for callback in self._callbacks:
            callback()

    def _read(self) -> None:
        self._types = {name: self._adapter_type(entry) for name, entry in self._source.types().items()}

    def _adapter_type(self, entry: TypeEntry) -> AdapterType:
        if entry.described is None:
            return AdapterType(type=entry.type, image=entry.image, manifest=entry.manifest, problem=entry.problem)
        known = self._described.get(entry.type)
        if known is None or known[0] != entry.described:
            known = (entry.described, self._described_type(entry, entry.described))
            self._described[entry.type] = known
        if known[1].problem is not None:
            return known[1]
        return msgspec.structs.replace(known[1], image=entry.image, problem=entry.problem)

    def _described_type(self, entry: TypeEntry, described: bytes) -> AdapterType:
        try:
            found, check, secrets = _understood(described)
        except (msgspec.DecodeError, SchemaError, RecursionError, KeyError) as error:
            detail = str(error).splitlines()[0][:200]
            self._log.warning("type %s describes itself wrongly: %s", entry.type, detail)
            problem = Reason("description_invalid", {"type": entry.type, "detail": detail}, detail)
            return AdapterType(type=entry.type, image="failed", manifest=entry.manifest, problem=problem)
        return AdapterType(
            type=entry.type,
            image=entry.image,
            manifest=found.manifest,
            schema=found.schema,
            check=check,
            secrets=secrets,
            locales=found.locales,
        )


@functools.lru_cache(maxsize=64)
def _understood(described: bytes) -> tuple[_Description, SchemaCheck, list[str]]:
    """Checking a schema takes tens of milliseconds, so it is done once for each description."""
    found = msgspec.json.decode(described, type=_Description)
    return found, SchemaCheck(found.schema), secret_paths(found.schema)


def reason_view(reason: Reason | None) -> ReasonView | None:
    """A reason for the API."""
    return None if reason is None else {"key": reason.key, "params": reason.params, "message": reason.message}


def _view(found: AdapterType) -> TypeView:
    manifest, limits = found.manifest, found.limits
    return {
        "type": found.type,
        "kind": manifest.kind if manifest else "adapter",
        "version": manifest.version if manifest else "",
        "title": {str(language): text for language, text in manifest.title.items()} if manifest else {"en": found.type},
        "description": {str(language): text for language, text in manifest.description.items()} if manifest else {},
        "icon": manifest.icon if manifest else "",
        "host": list(manifest.host) if manifest else [],
        "calls": {str(method): str(role) for method, role in manifest.calls.items()} if manifest else {},
        "limits": {
            "cpu": limits.cpu,
            "memory_mb": limits.memory_mb,
            "pids": limits.pids,
            "packets_per_s": limits.packets_per_s,
            "points": limits.points,
        },
        "priority": manifest.priority if manifest else "normal",
        "schema": found.schema,
        "locales": found.locales,
        "image": found.image,
        "problem": reason_view(found.problem),
    }
