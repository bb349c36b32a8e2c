"""Makes dashboards/*.json of panels.py.

generate.py [--check]     --check: nothing is written; 1 when a file is not as it would be made
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from panels import DASHBOARDS, Dashboard, Panel, Variable

FOLDER = Path(__file__).parent / "dashboards"
COLUMNS = 24
HEIGHT = {"stat": 4, "bargauge": 8, "table": 8, "timeseries": 8}


def dashboard(wanted: Dashboard) -> dict[str, Any]:
    """One page as Grafana reads it."""
    return {
        "uid": wanted.uid,
        "title": wanted.title,
        "tags": ["dinrail"],
        "schemaVersion": 41,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": "now-6h", "to": "now"},
        "links": [
            {"type": "dashboards", "title": "DINrail", "tags": ["dinrail"], "asDropdown": True, "keepTime": True}
        ],
        "templating": {"list": [variable(each, wanted.source) for each in wanted.variables]},
        "panels": list(placed(wanted)),
    }


def placed(wanted: Dashboard) -> Any:
    """Panels in rows from left to right; a row is as high as its highest."""
    x = y = row = 0
    for number, panel in enumerate(wanted.panels, 1):
        if x + panel.width > COLUMNS:
            x, y, row = 0, y + row, 0
        place = {"x": x, "y": y, "w": panel.width, "h": HEIGHT[panel.kind]}
        x, row = x + panel.width, max(row, place["h"])
        yield shown(panel, wanted.source) | {"id": number, "gridPos": place}


def shown(panel: Panel, source: str) -> dict[str, Any]:
    """One panel; figures and tables ask for the present moment, curves for the time chosen."""
    where = {"type": "prometheus", "uid": source}
    instant = panel.kind != "timeseries"
    target = {"refId": "A", "datasource": where, "expr": panel.query, "legendFormat": panel.legend or "__auto"}
    target |= {"instant": instant, "range": not instant} | ({"format": "table"} if panel.kind == "table" else {})
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": where,
        "targets": [target],
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "options": {"legend": {"showLegend": True, "placement": "bottom"}} if panel.kind == "timeseries" else {},
    }


def variable(wanted: Variable, source: str) -> dict[str, Any]:
    """A choice that is read anew whenever the time changes."""
    query = f"label_values({wanted.query}, {wanted.label})"
    return {
        "name": wanted.name,
        "label": wanted.title,
        "type": "query",
        "datasource": {"type": "prometheus", "uid": source},
        "query": {"qryType": 1, "query": query, "refId": wanted.name},
        "definition": query,
        "regex": wanted.regex,
        "refresh": 2,
        "sort": 1,
        "multi": wanted.several,
        "includeAll": wanted.several,
        "current": {"text": "All", "value": "$__all"} if wanted.several else {},
    }


def main() -> int:
    """Write, or compare."""
    made = {each.uid.removeprefix("dinrail-"): json.dumps(dashboard(each), indent=1) + "\n" for each in DASHBOARDS}
    if "--check" in sys.argv[1:]:
        there = {file.stem: file.read_text() for file in FOLDER.glob("*.json")}
        return int(there != made)
    for name, text in made.items():
        (FOLDER / f"{name}.json").write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
