"""Grafana's dashboards without Grafana: their choices and queries, asked of the sources it would ask."""

from __future__ import annotations

import json
import math
import re
import urllib.parse
import urllib.request
from typing import Any

from stack.compose import ROOT, Stack

__all__ = ["PAGES", "Sources"]

FOLDER = ROOT / "compose" / "observability" / "grafana" / "dashboards"
PAGES: list[dict[str, Any]] = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]


class Sources:
    """Prometheus and the history, by the uid Grafana knows them by."""

    def __init__(self, stack: Stack) -> None:
        self._urls = {
            "dinrail-figures": f"http://127.0.0.1:{stack.ports['PROMETHEUS']}",
            "dinrail-history": f"http://{stack.address('database')}:8428",
        }

    def result(self, target: dict[str, Any], chosen: dict[str, str]) -> list[dict[str, Any]]:
        """What a panel's query finds now; no number is nothing found."""
        query: str = target["expr"]
        for name, value in chosen.items():
            query = query.replace(f"${name}", value)
        found: list[dict[str, Any]] = self._ask(target["datasource"]["uid"], "query", query=query)["result"]
        return [each for each in found if math.isfinite(float(each["value"][1]))]

    def choices(self, variable: dict[str, Any]) -> list[str]:
        """What a person could choose at the top of a page."""
        asked = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["definition"], re.DOTALL)
        assert asked is not None
        found = self._ask(variable["datasource"]["uid"], f"label/{asked[2]}/values", **{"match[]": asked[1]})
        pattern = re.compile(variable["regex"].strip("/") or "(.+)")
        return sorted({match[1] for each in found if (match := pattern.search(each))})

    def _ask(self, source: str, what: str, **query: str) -> Any:
        url = f"{self._urls[source]}/api/v1/{what}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=20) as answer:
            return json.load(answer)["data"]
