"""What the API says about widget types of plugins."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from typing_extensions import TypedDict

from dinrail_gateway.types.schemas import ReasonView
from dinrail_gateway.types.service import reason_view
from dinrail_gateway.widgets.catalogue import WidgetPlugin
from dinrail_gateway.widgets.definition import Definition

__all__ = ["WidgetDefinition", "WidgetTypeView", "view"]


class SlotView(TypedDict):
    """A place for bindings."""

    name: str
    kind: Literal["number", "boolean", "text", "any"]
    many: bool
    required: bool
    writable: bool


class SizeView(TypedDict):
    """Cells on the desktop."""

    w: int
    h: int
    minW: int
    minH: int


class WidgetDefinition(TypedDict):
    """What it takes; options: the JSON Schema of its options."""

    group: Literal["show", "control", "energy", "layout"]
    size: SizeView
    slots: list[SlotView]
    options: dict[str, Any]
    texts: dict[str, dict[str, str]]


class WidgetTypeView(TypedDict):
    """A widget type that a plugin brings; `definition` is null where `problem` says why it cannot be used."""

    type: str
    version: str
    title: dict[str, str]
    description: dict[str, str]
    definition: WidgetDefinition | None
    problem: ReasonView | None


def view(plugin: WidgetPlugin) -> WidgetTypeView:
    """One of them for the API."""
    manifest = plugin.manifest
    return {
        "type": plugin.type,
        "version": manifest.version if manifest else "",
        "title": {str(language): text for language, text in manifest.title.items()} if manifest else {},
        "description": {str(language): text for language, text in manifest.description.items()} if manifest else {},
        "definition": _definition(plugin.definition) if plugin.definition else None,
        "problem": reason_view(plugin.problem),
    }


def _definition(found: Definition) -> WidgetDefinition:
    plain: WidgetDefinition = msgspec.to_builtins(found)
    return plain
