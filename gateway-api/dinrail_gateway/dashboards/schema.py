"""JSON Schema of `widgets.json` and `pages.json`, made from the types that read them."""

from __future__ import annotations

from typing import Any

import msgspec

from dinrail_gateway.dashboards.model import Page, Widget
from dinrail_gateway.dashboards.reading import ID, MAX_PAGES, MAX_WIDGETS

__all__ = ["schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """`{file name: schema}`."""
    return {
        "pages": _of(Page, "pages.json", "Pages by id.", MAX_PAGES),
        "widgets": _of(Widget, "widgets.json", "Widgets by id.", MAX_WIDGETS),
    }


def _of(kind: type[Any], title: str, description: str, most: int) -> dict[str, Any]:
    (entry,), definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    return {
        "$schema": _DIALECT,
        "title": title,
        "description": description,
        "type": "object",
        "propertyNames": {"pattern": f"^{ID.pattern.removesuffix(chr(92) + 'Z')}$"},
        "maxProperties": most,
        "additionalProperties": entry,
        "$defs": definitions,
    }
