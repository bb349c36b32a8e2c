"""What dashboards are made of; unknown fields are refused, options are the widget type's own and kept as they are."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dinrail_gateway.auth.roles import Role

__all__ = [
    "COLUMNS",
    "HOME",
    "PAGES_FILE",
    "WIDGETS_FILE",
    "Binding",
    "Box",
    "Dashboards",
    "Page",
    "Widget",
    "full",
    "plain",
]

PAGES_FILE = "pages.json"
WIDGETS_FILE = "widgets.json"
HOME = "home"
COLUMNS = {"phone": 4, "tablet": 8, "desktop": 12, "wall": 16}
"""Cells per row; `layout` is the one of `desktop`."""

Title = Annotated[str, Meta(max_length=200)]


class Binding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A point a widget shows or writes: its address, the IEC 61131 type it had when it was bound, its name there."""

    source: Annotated[str, Meta(max_length=1024)]
    type: Annotated[str, Meta(max_length=64)] = ""
    label: Title = ""


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cells of the grid: from the left, from above, wide, high."""

    x: Annotated[int, Meta(ge=0, le=63)]
    y: Annotated[int, Meta(ge=0, le=9999)]
    w: Annotated[int, Meta(ge=1, le=64)]
    h: Annotated[int, Meta(ge=1, le=200)]


class Boxes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Other places of a widget, by kind of screen; a missing one is derived from `layout`."""

    phone: Box | msgspec.UnsetType = msgspec.UNSET
    tablet: Box | msgspec.UnsetType = msgspec.UNSET
    wall: Box | msgspec.UnsetType = msgspec.UNSET


class Widget(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One entry of `widgets.json`; `role` is the lowest one that sees it."""

    type: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
    layout: Box
    title: Title = ""
    page: Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,64}$")] = HOME
    bindings: dict[str, Binding] = {}
    layouts: Boxes = Boxes()
    options: dict[str, Any] = {}
    role: Role = "viewer"


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One entry of `pages.json`; `order` sorts the tabs, `role` is the lowest one that sees it."""

    title: Title
    icon: Annotated[str, Meta(max_length=64)] = ""
    order: Annotated[int, Meta(ge=-9999, le=9999)] = 0
    role: Role = "viewer"
    options: dict[str, Any] = {}


class Dashboards(msgspec.Struct, frozen=True):
    """Everything, by id."""

    pages: dict[str, Page] = {}
    widgets: dict[str, Widget] = {}


def plain(entries: dict[str, Page] | dict[str, Widget]) -> dict[str, Any]:
    """As it is written: nothing that is a default."""
    found: dict[str, Any] = msgspec.to_builtins(entries)
    return found


def full(entry: Page | Widget) -> dict[str, Any]:
    """As the API tells it: every field."""
    found = {name: msgspec.to_builtins(getattr(entry, name)) for name in entry.__struct_fields__}
    if isinstance(entry, Widget):
        found["bindings"] = {name: {"type": "", **binding} for name, binding in found["bindings"].items()}
    return found
