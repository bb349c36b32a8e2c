"""The pages the demo begins with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail_gateway.dashboards.model import COLUMNS, Box, Dashboards
from dinrail_gateway.dashboards.reading import homeless, read_pages, read_widgets
from dinrail_gateway.testing.widget_types import Types

DEMO = Path(__file__).parents[3] / "compose" / "demo"
PAGES = read_pages(json.loads((DEMO / "pages.json").read_text()))
WIDGETS = read_widgets(json.loads((DEMO / "widgets.json").read_text()))
POINTS: dict[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "directories.json").read_text())
KNOWN = {f"{instance}.{point['path']}": point for instance, points in POINTS.items() for point in points}
TYPES = Types()


def test_every_widget_is_of_a_type_there_is_with_options_it_takes() -> None:
    wrong = {id_: TYPES.wrong(widget.type, widget.bindings, widget.options) for id_, widget in WIDGETS.items()}

    assert {id_: found for id_, found in wrong.items() if found} == {}


def test_every_binding_is_a_point_of_the_demo_and_controls_write_what_can_be_written() -> None:
    bound = {binding.source for widget in WIDGETS.values() for binding in widget.bindings.values()}
    assert bound - KNOWN.keys() == set()
    controls = [widget for widget in WIDGETS.values() if widget.type in ("switch", "slider", "setpoint", "select")]
    assert len(controls) > 10
    assert all(KNOWN[widget.bindings["value"].source].get("writable") for widget in controls)


def test_every_page_is_there_and_none_is_empty() -> None:
    assert homeless(Dashboards(PAGES, WIDGETS)) == []
    assert {widget.page for widget in WIDGETS.values()} == set(PAGES)
    assert "home" in PAGES


@pytest.mark.parametrize("screen", ["desktop", "phone"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_lies_on_anything_else_and_no_row_is_empty(page: str, screen: str) -> None:
    taken: dict[tuple[int, int], str] = {}
    for id_, widget in WIDGETS.items():
        box = widget.layout if screen == "desktop" else widget.layouts.phone
        if widget.page != page:
            continue
        assert isinstance(box, Box), id_
        assert box.x + box.w <= COLUMNS[screen], id_
        for cell in ((box.x + dx, box.y + dy) for dx in range(box.w) for dy in range(box.h)):
            assert cell not in taken, (id_, taken[cell])
            taken[cell] = id_
    rows = {y for _, y in taken}
    assert rows == set(range(max(rows) + 1))


def test_home_shows_energy_battery_with_cells_rooms_and_the_last_day() -> None:
    home = [widget for widget in WIDGETS.values() if widget.page == "home"]
    flow, battery = (next(each for each in home if each.type == kind) for kind in ("energy_flow", "battery"))

    assert {"pv_1", "pv_2", "grid", "battery", "battery_soc"} == set(flow.bindings)
    assert {f"cell_{number}" for number in range(1, 17)} <= set(battery.bindings)
    assert len([each for each in home if each.type == "setpoint"]) == 6
    assert [each.options["range"] for each in home if each.type == "chart"] == ["24h", "1h"]
