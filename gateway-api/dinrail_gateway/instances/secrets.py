"""Secret fields: taken out of configurations, kept in one file only the gateway can read."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from dinrail.reason import Reason
from dinrail.settings import merge_secrets
from dinrail_gateway.documents import files
from dinrail_gateway.documents.json_text import escape

__all__ = ["PLACEHOLDER", "Fields", "SecretStore", "Split", "places", "split"]

PLACEHOLDER = {"$secret": True}
Fields = dict[str, Any]
"""JSON pointer into a configuration → secret value."""


class Split(msgspec.Struct, frozen=True):
    """config: with placeholders; fields: the secrets; missing: placeholders nothing is known of; whole: config with
    every known secret in its place, for checking.
    """

    config: dict[str, Any]
    fields: Fields
    missing: list[str]
    whole: dict[str, Any]


def split(
    config: dict[str, Any], patterns: Iterable[str], old_config: dict[str, Any] | None, old_fields: Mapping[str, Any]
) -> Split:
    """Separate secrets at `patterns` (pointers with `*`) from a configuration.

    A placeholder keeps the value stored for the same place. In a list it keeps that of the item it belonged to:
    found by the item's other content, or by its position while the list has the same length.
    """
    bare = copy.deepcopy(config)
    fields: Fields = {}
    missing: list[str] = []
    for pointer, holder, key in places(bare, patterns):
        value = holder[key]
        if value == PLACEHOLDER:
            origin = _origin(pointer, config, old_config, old_fields)
            if origin is None:
                missing.append(pointer)
            else:
                fields[pointer] = old_fields[origin]
        elif value not in (None, "", [], {}):
            fields[pointer] = value
            holder[key] = dict(PLACEHOLDER)
    return Split(bare, fields, missing, merge_secrets(bare, fields))


def places(config: Any, patterns: Iterable[str]) -> Iterator[tuple[str, Any, Any]]:
    """`(pointer, container, key)` of every present value a pattern covers."""
    for pattern in patterns:
        steps = pattern.lstrip("/").split("/")
        level = [("", config)]
        for step in steps[:-1]:
            level = [(f"{path}/{escape(key)}", node[key]) for path, node in level for key in _keys(node, step)]
        for path, node in level:
            for key in _keys(node, steps[-1]):
                yield f"{path}/{escape(key)}", node, key


def _keys(node: Any, step: str) -> list[Any]:
    if isinstance(node, list):
        return list(range(len(node))) if step == "*" else []
    if isinstance(node, dict):
        return list(node) if step == "*" else [step] if step in node else []
    return []


def _origin(
    pointer: str, config: dict[str, Any], old_config: dict[str, Any] | None, old_fields: Mapping[str, Any]
) -> str | None:
    """Pointer under which the secret of a placeholder was stored before."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.lstrip("/").split("/")]
    new: Any = config
    old: Any = old_config
    path = ""
    for step in steps:
        if isinstance(new, list) and isinstance(old, list):
            place = _place(new, old, int(step))
            if place is None:
                return None
            path, new, old = f"{path}/{place}", new[int(step)], old[place]
        elif isinstance(new, dict) and isinstance(old, dict) and step in old:
            path, new, old = f"{path}/{escape(step)}", new[step], old[step]
        else:
            return None
    return path if path in old_fields else None


def _place(new: list[Any], old: list[Any], index: int) -> int | None:
    item = new[index]
    if index < len(old) and old[index] == item:
        return index
    if item in old:
        return old.index(item)
    return index if len(new) == len(old) else None


class SecretStore:
    """All instances' secrets, in one file of mode 0600; thread-safe by replacing whole dictionaries."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fields: dict[str, Fields] = {}
        self._log = logging.getLogger("dinrail.gateway.secrets")
        self.damaged = False

    def load(self) -> None:
        """Read the file; a damaged one is kept aside and every secret has to be entered again."""
        data = files.read(self._path)
        if data is None:
            return
        try:
            self._fields = msgspec.json.decode(data, type=dict[str, Fields])
        except (msgspec.DecodeError, RecursionError):
            self.damaged = True
            aside = self._path.with_suffix(".damaged")
            self._path.replace(aside)
            self._log.error("%s is damaged and was moved to %s", self._path, aside)

    @property
    def problem(self) -> Reason | None:
        """Told while the secrets of an earlier run could not be read."""
        if not self.damaged:
            return None
        return Reason("secrets_damaged", {}, "the secrets file was damaged and is kept aside; enter them again")

    def of(self, instance: str) -> Fields:
        """Secrets of one instance."""
        return dict(self._fields.get(instance, {}))

    def add(self, fields: Mapping[str, Fields]) -> None:
        """Replace the secrets of these instances and write the file."""
        self._write({**self._fields, **{name: dict(of) for name, of in fields.items() if of or name in self._fields}})

    def keep_only(self, instances: Iterable[str]) -> None:
        """Forget every other instance and write the file when that changed anything."""
        kept = set(instances)
        if any(name not in kept for name in self._fields):
            self._write({name: of for name, of in self._fields.items() if name in kept})

    def _write(self, fields: dict[str, Fields]) -> None:
        fields = {name: of for name, of in fields.items() if of}
        if fields != self._fields or not self._path.exists():
            files.write(self._path, msgspec.json.encode(fields), mode=0o600)
            self._fields = fields
