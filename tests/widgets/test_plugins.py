"""Every widget that a plugin of this repository brings: complete, worded, and drawn in every state."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from widgets.framed import Framed

from dinrail_gateway.widgets.catalogue import WidgetPlugin, WidgetPlugins
from dinrail_gateway.widgets.definition import Definition

ROOT = Path(__file__).parents[2]
CATALOGUE = WidgetPlugins([ROOT / "plugins"])
PLUGINS = {plugin.type: plugin for plugin in CATALOGUE.all()}
UNKNOWN = {"value": None, "quality": "bad", "reason": "stale", "text": "–", "unit": "", "min": None, "max": None}


def definition(type_: str) -> Definition:
    found = PLUGINS[type_].definition
    assert found is not None, PLUGINS[type_].problem
    return found


def defaults(type_: str) -> dict[str, Any]:
    properties: dict[str, Any] = definition(type_).options.get("properties", {})
    return {name: field.get("default") for name, field in properties.items()}


def keys(found: Definition) -> Iterator[str]:
    """The words it has to have."""
    yield from (f"slot.{slot.name}" for slot in found.slots)
    for name, field in found.options.get("properties", {}).items():
        yield f"/{name}"
        yield from (f"/{name}={choice}" for choice in field.get("enum", []))


def bound(type_: str, **live: Any) -> dict[str, dict[str, Any]]:
    """Something bound to every slot, two of each that takes many."""
    names = [
        name
        for slot in definition(type_).slots
        for name in ([slot.name] if not slot.many else [f"{slot.name}_{n}" for n in (1, 2)])
    ]
    return {name: {**UNKNOWN, "label": name, **live} for name in names}


def test_there_is_one() -> None:
    assert "widget-tank" in PLUGINS


@pytest.mark.parametrize("plugin", PLUGINS.values(), ids=PLUGINS)
def test_it_is_complete(plugin: WidgetPlugin) -> None:
    found, manifest = definition(plugin.type), plugin.manifest
    assert manifest is not None
    assert plugin.folder.name == plugin.type
    assert set(manifest.title) == set(manifest.description) == set(found.texts) == {"de", "en"}
    assert set(found.texts["de"]) == set(found.texts["en"])
    assert [key for key in keys(found) if key not in found.texts["en"]] == []
    readme = (plugin.folder / "README.md").read_text()
    assert [slot.name for slot in found.slots if f"`{slot.name}" not in readme] == []


@pytest.mark.parametrize("type_", PLUGINS)
def test_its_defaults_satisfy_its_schema(type_: str) -> None:
    assert list(Draft202012Validator(definition(type_).options).iter_errors(defaults(type_))) == []


@pytest.mark.parametrize("type_", PLUGINS)
def test_it_takes_over_every_state(put_up: Callable[[str], Framed], type_: str) -> None:
    shown = put_up(CATALOGUE.page(type_))
    shown.hears("message.ready")
    odd = (1, 0, -5.5, 1e9, True, False, "text", None)
    states: list[dict[str, Any]] = [{"values": {}}, {"values": bound(type_)}]
    states += [
        {"values": bound(type_, value=value, quality=quality, text=str(value)), "language": language, "theme": theme}
        for value, quality in itertools.product(odd, ("good", "uncertain"))
        for language, theme in (("de", "dark"), ("en", "light"))
    ]
    for number, state in enumerate(states, start=1):
        shown.tell(number, options=defaults(type_), **state)
    assert shown.errors == []


def test_a_tank_shows_how_full_it_is_and_what_is_little(put_up: Callable[[str], Framed]) -> None:
    shown = put_up(CATALOGUE.page("widget-tank"))
    shown.hears("message.ready")
    options = defaults("widget-tank") | {"full": 5000}

    def told(number: int, level: float | None, text: str) -> tuple[str, list[float]]:
        live = {**UNKNOWN, "label": "Cistern", "value": level, "text": text}
        shown.tell(number, options=options, values={"level": live})
        heights = shown.inside.eval_on_selector_all(
            "#layers rect", "(all) => all.map((r) => +r.getAttribute('height'))"
        )
        return shown.inside.inner_text("#level"), heights

    assert told(1, 2500, "2,500 l") == ("2,500 l", [55])
    assert told(2, 500, "500 l") == ("500 l (low)", [11])
    assert told(3, 9999, "9,999 l") == ("9,999 l", [110])
    assert told(4, None, "–") == ("–", [])


def test_a_buffer_is_drawn_in_layers_from_top_to_bottom(put_up: Callable[[str], Framed]) -> None:
    shown = put_up(CATALOGUE.page("widget-tank"))
    shown.hears("message.ready")
    values = {
        f"temperature_{number}": {**UNKNOWN, "value": value, "text": f"{value} °C"}
        for number, value in enumerate((75, 45, 10), start=1)
    }
    shown.tell(1, options=defaults("widget-tank"), values=values)

    colours = shown.inside.eval_on_selector_all("#layers rect", "(all) => all.map((rect) => rect.style.fill)")
    assert len(set(colours)) == 3
    red = [int(colour[4:].split(",")[0]) for colour in colours]
    assert red == sorted(red, reverse=True)
    assert shown.inside.inner_text("#temperatures") == "75 °C · 45 °C · 10 °C"


def test_its_pump_is_asked_for_the_opposite_and_closed_to_who_may_not(put_up: Callable[[str], Framed]) -> None:
    shown = put_up(CATALOGUE.page("widget-tank"))
    shown.hears("message.ready")
    on = {**UNKNOWN, "value": True, "quality": "good", "text": "on"}

    shown.tell(1, options=defaults("widget-tank"), values={"pump": on}, language="de")
    shown.inside.click("text=Pumpe aus")
    assert shown.hears("message.write === 'pump'")["value"] is False

    shown.tell(2, options=defaults("widget-tank"), values={"pump": on}, writable=False)
    assert shown.inside.is_disabled("#pump")
