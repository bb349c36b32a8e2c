"""Another id for an instance: bindings follow; pure."""

from __future__ import annotations

import msgspec

from dinrail_gateway.dashboards.model import Binding, Dashboards, Widget

__all__ = ["bound_to", "pages_of", "renamed"]


def bound_to(found: Dashboards, instance: str) -> list[str]:
    """Ids of the widgets that are bound to its points."""
    return [id_ for id_, widget in found.widgets.items() if _follows(widget, instance)]


def pages_of(found: Dashboards, instance: str) -> list[str]:
    """The page of each widget that is bound to its points."""
    return [found.widgets[id_].page for id_ in bound_to(found, instance)]


def renamed(found: Dashboards, old: str, new: str) -> Dashboards:
    """The same with the new name in every binding."""
    widgets = {
        id_: _other(widget, old, new) if _follows(widget, old) else widget for id_, widget in found.widgets.items()
    }
    return msgspec.structs.replace(found, widgets=widgets)


def _follows(widget: Widget, instance: str) -> bool:
    return any(_of(binding, instance) for binding in widget.bindings.values())


def _of(binding: Binding, instance: str) -> bool:
    return binding.source.startswith((f"{instance}.", f"{instance}/"))


def _other(widget: Widget, old: str, new: str) -> Widget:
    bindings = {
        name: msgspec.structs.replace(binding, source=new + binding.source[len(old) :])
        if _of(binding, old)
        else binding
        for name, binding in widget.bindings.items()
    }
    return msgspec.structs.replace(widget, bindings=bindings)
