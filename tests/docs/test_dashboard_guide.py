"""The guide to dashboards shows what the gateway takes, and the schemas say the same as the gateway."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from dinrail_gateway.dashboards.reading import read_pages, read_widgets
from dinrail_gateway.documents.json_text import Rejected

DOCS = Path(__file__).parents[2] / "docs"
DEMO = DOCS.parent / "compose" / "demo"
SCHEMAS = {name: json.loads((DOCS / "reference" / f"{name}.schema.json").read_text()) for name in ("pages", "widgets")}
READERS = {"pages": read_pages, "widgets": read_widgets}
BOX = {"x": 0, "y": 0, "w": 1, "h": 1}


def test_the_example_is_accepted() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", (DOCS / "dashboards.md").read_text(), re.DOTALL)

    assert list(read_widgets(json.loads(block))) == ["widget_001"]
    assert jsonschema_rs.is_valid(SCHEMAS["widgets"], json.loads(block))


@pytest.mark.parametrize("name", ["pages", "widgets"])
def test_the_pages_of_the_demo_fit_the_schema(name: str) -> None:
    assert jsonschema_rs.is_valid(SCHEMAS[name], json.loads((DEMO / f"{name}.json").read_text()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("widgets", {"A": {"type": "value", "layout": BOX}}),
        ("widgets", {"a": {"type": "value"}}),
        ("widgets", {"a": {"type": "value", "layout": BOX, "color": "red"}}),
        ("widgets", {"a": {"type": "value", "layout": {**BOX, "w": 0}}}),
        ("widgets", {"a": {"type": "value", "layout": BOX, "layouts": {"watch": BOX}}}),
        ("widgets", {"a": {"type": "value", "layout": BOX, "role": "boss"}}),
        ("widgets", {"a": {"type": "value", "layout": BOX, "bindings": {"value": {}}}}),
        ("pages", {"a": {}}),
        ("pages", {"a": {"title": "x" * 201}}),
        ("pages", []),
    ],
)
def test_what_the_schema_refuses_the_gateway_refuses(name: str, content: object) -> None:
    assert not jsonschema_rs.is_valid(SCHEMAS[name], content)
    with pytest.raises(Rejected):
        READERS[name](content)
