"""What the API takes and says about backups."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from dinrail_gateway.backup.sections.section import Difference
from dinrail_gateway.backup.service import Preview, Work
from dinrail_gateway.backup.shelf import Backup
from dinrail_gateway.preferences.document import MAX_PASSPHRASE, MIN_PASSPHRASE
from dinrail_gateway.types.schemas import ReasonView

__all__ = [
    "BackupList",
    "BackupView",
    "NewBackup",
    "Opening",
    "PreviewView",
    "RestoreBody",
    "RestoredView",
    "backup_view",
    "preview_view",
    "work_view",
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewBackup(_Body):
    """Without a passphrase, that of the settings is used."""

    passphrase: Annotated[str, Field(min_length=MIN_PASSPHRASE, max_length=MAX_PASSPHRASE)] | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class Opening(_Body):
    """What opens it; without one, that of the settings is tried."""

    passphrase: Annotated[str, Field(min_length=1, max_length=MAX_PASSPHRASE)] | None = None


class RestoreBody(Opening):
    """Which items, by section; null for everything that differs. An item that is not in the backup is removed."""

    items: dict[str, Annotated[list[str], Field(max_length=20_000)]] | None = None


class PluginView(TypedDict):
    """A type that was there."""

    type: str
    kind: str
    version: str


class BackupView(TypedDict):
    """One file; times Unix ms, counts: items per section, problem: why it cannot be used."""

    id: str
    kind: Literal["manual", "scheduled", "before_restore", "uploaded"]
    size: int
    created: int
    version: str
    host: str
    note: str
    counts: dict[str, int]
    plugins: list[PluginView]
    problem: ReasonView | None


class WorkView(TypedDict):
    """What is under way: `done` of `steps`."""

    kind: str
    step: str
    done: int
    steps: int
    since: int


class BackupList(TypedDict):
    """All files, the newest first; next: when the schedule makes one, problem: why it could not the last time."""

    backups: list[BackupView]
    work: WorkView | None
    next: int | None
    problem: ReasonView | None


class FieldView(TypedDict):
    """One place that differs; a secret is never shown."""

    path: str
    before: Any
    after: Any
    secret: bool


class DifferenceView(TypedDict):
    """One item restoring would add, change or remove; more: further places that differ."""

    item: str
    kind: Literal["added", "changed", "removed"]
    title: str
    fields: list[FieldView]
    more: int


class SectionView(TypedDict):
    """One section of the backup, and what differs from what runs."""

    section: str
    items: int
    differences: list[DifferenceView]


class PreviewView(TypedDict):
    """What restoring would do; missing_types: of instances and widgets in it, not installed here."""

    sections: list[SectionView]
    missing_types: list[str]
    created: int
    version: str
    host: str


class RestoredView(TypedDict):
    """Which items were put back, by section; before: the backup of how it was."""

    restored: dict[str, list[str]]
    before: str


def backup_view(backup: Backup) -> BackupView:
    """A file for the API."""
    manifest = backup.manifest
    kind: Any = backup.kind
    problem: ReasonView | None = None
    if backup.problem:
        params: dict[str, Any] = {"detail": backup.detail} if backup.detail else {}
        problem = {"key": backup.problem, "params": params, "message": backup.detail or backup.problem}
    return {
        "id": backup.id,
        "kind": kind,
        "size": backup.size,
        "created": manifest.created if manifest else backup.made,
        "version": manifest.version if manifest else "",
        "host": manifest.host if manifest else "",
        "note": manifest.note if manifest else "",
        "counts": manifest.counts if manifest else {},
        "plugins": [
            {"type": plugin.type, "kind": plugin.kind, "version": plugin.version}
            for plugin in (manifest.plugins if manifest else ())
        ],
        "problem": problem,
    }


def work_view(work: Work | None) -> WorkView | None:
    """What is under way, for the API."""
    if work is None:
        return None
    return {"kind": work.kind, "step": work.step, "done": work.done, "steps": work.steps, "since": work.since}


def preview_view(preview: Preview) -> PreviewView:
    """A comparison for the API."""
    manifest = preview.manifest
    return {
        "sections": [
            {
                "section": name,
                "items": manifest.counts.get(name, 0),
                "differences": [_difference(found) for found in differences],
            }
            for name, differences in preview.differences.items()
        ],
        "missing_types": preview.missing_types,
        "created": manifest.created,
        "version": manifest.version,
        "host": manifest.host,
    }


def _difference(found: Difference) -> DifferenceView:
    return {
        "item": found.item,
        "kind": found.kind,
        "title": found.title,
        "fields": [
            {"path": field.path, "before": field.before, "after": field.after, "secret": field.secret}
            for field in found.fields
        ],
        "more": found.more,
    }
