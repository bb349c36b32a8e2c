"""Grafana's dashboards: made of panels.py, sound in themselves, from sources that are provisioned."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[2] / "compose" / "observability" / "grafana"
FILES = sorted((FOLDER / "dashboards").glob("*.json"))

pytestmark = pytest.mark.allow_blocking("runs the generator")


def sources() -> set[str]:
    found = yaml.safe_load((FOLDER / "provisioning/datasources/dinrail.yml").read_text())
    return {each["uid"] for each in found["datasources"]}


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    across = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    return across and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]


def test_the_files_are_what_the_generator_makes() -> None:
    assert subprocess.run([sys.executable, FOLDER / "generate.py", "--check"], check=False).returncode == 0


def test_what_was_asked_for_is_there() -> None:
    assert {file.stem for file in FILES} == {"overview", "instances", "router", "broker", "battery", "inverter"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_dashboard_is_sound(file: Path) -> None:
    page: dict[str, Any] = json.loads(file.read_text())
    panels = page["panels"]
    assert page["uid"] == f"dinrail-{file.stem}"
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({panel["title"] for panel in panels}) == len(panels)
    for panel in panels:
        where = panel["gridPos"]
        assert where["x"] + where["w"] <= 24
        assert {target["datasource"]["uid"] for target in panel["targets"]} | {panel["datasource"]["uid"]} <= sources()
    for one, other in itertools.combinations(panels, 2):
        assert not overlap(one["gridPos"], other["gridPos"]), (one["title"], other["title"])
    names = {each["name"] for each in page["templating"]["list"]}
    used = {word for panel in panels for word in ("battery", "inverter", "instance") if f"${word}" in str(panel)}
    assert used == names
