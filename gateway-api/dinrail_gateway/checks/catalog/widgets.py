"""Whether every widget on a page has the plugin that brings it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import ClassVar

from dinrail.reason import Reason
from dinrail_gateway.checks.check import Check, Finding, House, ok, reason, warning
from dinrail_gateway.widgets.catalogue import PREFIX

__all__ = ["CHECK", "Widgets"]


class Widgets(Check):
    """A widget whose plugin is gone keeps its place and its settings, and waits for it."""

    id = "widgets"
    title: ClassVar[dict[str, str]] = {"en": "Widgets of plugins", "de": "Widgets aus Plugins"}

    async def look(self, house: House) -> Finding:
        """One reason per plugin that is missing, and per plugin that cannot be used."""
        gateway = house.gateway
        plugins = await asyncio.to_thread(gateway.widget_plugins.all)
        used = Counter(widget.type for widget in gateway.dashboards.store.value.widgets.values())
        missing = sorted(
            name for name in used if name.startswith(PREFIX) and name not in {each.type for each in plugins}
        )
        reasons: list[Reason] = [
            reason("widgets_without_plugin", f"{name} is missing", type=name, number=used[name]) for name in missing
        ]
        reasons += [each.problem for each in plugins if each.problem is not None]
        return warning(*reasons) if reasons else ok()


CHECK = Widgets
