"""What a section of a backup can do, and how two states of an item differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Literal, Protocol

import msgspec

from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.documents.json_text import escape

__all__ = ["Difference", "Field", "Section", "compare", "differences"]

MAX_FIELDS = 40
MAX_SHOWN = 500
_MISSING: Any = object()


class Field(msgspec.Struct, frozen=True):
    """One place that differs; values as they may be shown, `secret` when they may not."""

    path: str
    before: Any = None
    after: Any = None
    secret: bool = False


class Difference(msgspec.Struct, frozen=True):
    """One item that restoring would add, change or remove; more: how many further places differ."""

    item: str
    kind: Literal["added", "changed", "removed"]
    title: str = ""
    fields: list[Field] = []
    more: int = 0


class Section(Protocol):
    """One kind of thing in a backup. Saved content is checked by `differences` and `trial`: both raise Invalid."""

    @property
    def name(self) -> str:
        """Its name in the file and in the API."""
        ...

    async def take(self) -> tuple[Saved, int]:
        """The running state, and how many items that is."""
        ...

    async def differences(self, saved: Saved) -> list[Difference]:
        """What restoring all of it would change."""
        ...

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """Raise Invalid, with every reason, when these items could not be put back."""
        ...

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """Put these items back, all or none; one that is not in the backup is removed."""
        ...


def compare(
    before: dict[str, Any], after: dict[str, Any], secrets: Collection[tuple[str, str]] = ()
) -> list[Difference]:
    """Differences of two tables of items; `secrets`: (item, pointer) of secrets that differ."""
    hidden: dict[str, list[str]] = {}
    for item, pointer in secrets:
        hidden.setdefault(item, []).append(pointer)
    found = []
    for item in dict.fromkeys((*after, *before)):
        if item not in before:
            found.append(Difference(item, "added", _title(after[item])))
        elif item not in after:
            found.append(Difference(item, "removed", _title(before[item])))
        else:
            secret = sorted(hidden.get(item, ()))
            fields = [Field(path, secret=True) for path in secret]
            fields += (field for field in _fields(before[item], after[item], "") if field.path not in secret)
            if fields:
                more = max(0, len(fields) - MAX_FIELDS)
                found.append(Difference(item, "changed", _title(after[item]), fields[:MAX_FIELDS], more))
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Keys whose values are not the same."""
    return [key for key in {*before, *after} if before.get(key, _MISSING) != after.get(key, _MISSING)]


def _fields(before: Any, after: Any, path: str) -> Iterator[Field]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*after, *before)):
            yield from _fields(before.get(key, _MISSING), after.get(key, _MISSING), f"{path}/{escape(key)}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _fields(old, new, f"{path}/{index}")
    else:
        yield Field(path, _shown(before), _shown(after))


def _shown(value: Any) -> Any:
    if value is _MISSING:
        return None
    text = msgspec.json.encode(value)
    return value if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN].decode(errors='ignore')}…"


def _title(item: Any) -> str:
    title = item.get("title") if isinstance(item, dict) else ""
    return title[:100] if isinstance(title, str) else ""
