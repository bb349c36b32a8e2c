"""Plugins that bring a widget: `manifest.json`, `widget.json` and `page.html` of each, read anew at every look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from dinrail.errors import ConfigError
from dinrail.manifest import Manifest, read_manifest
from dinrail.reason import Reason
from dinrail_gateway.errors import NotFound
from dinrail_gateway.widgets.definition import Definition, read_definition

__all__ = ["PREFIX", "WidgetPlugin", "WidgetPlugins"]

PREFIX = "widget-"
"""Names of such plugins, and so of their types, begin with it: no type of ours is ever hidden by one."""
MAX_BYTES = 512 * 1024


class WidgetPlugin(msgspec.Struct, frozen=True):
    """One plugin; without a definition `problem` says why it cannot be used."""

    type: str
    folder: Path
    manifest: Manifest | None = None
    definition: Definition | None = None
    problem: Reason | None = None


class WidgetPlugins:
    """Those below some folders; of two with one name the first counts. Blocking: they may come and go at any time."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def all(self) -> list[WidgetPlugin]:
        """Every one there is, by type."""
        found: dict[str, WidgetPlugin] = {}
        for plugin in self._each():
            found.setdefault(plugin.type, plugin)
        return [found[type_] for type_ in sorted(found)]

    def page(self, type_: str) -> str:
        """The page of a type; raises NotFound."""
        plugin = next((each for each in self.all() if each.type == type_ and each.definition is not None), None)
        if plugin is None:
            raise NotFound(f"no plugin brings {type_[:64]!r}", key="widget_plugin_missing", type=type_[:64])
        try:
            return _read(plugin.folder / "page.html").decode()
        except (ConfigError, UnicodeDecodeError):
            raise NotFound(f"{type_} has no page", key="widget_plugin_missing", type=type_) from None

    def _each(self) -> Iterator[WidgetPlugin]:
        for top in self._folders:
            for file in sorted(top.glob("*/widget.json")):
                yield _plugin(file.parent)


def _plugin(folder: Path) -> WidgetPlugin:
    try:
        manifest = read_manifest(_read(folder / "manifest.json"))
        if manifest.kind != "widget" or not manifest.name.startswith(PREFIX):
            raise ConfigError(f"manifest.json: kind widget and a name that begins with {PREFIX}")
        definition = read_definition(_read(folder / "widget.json"))
        _read(folder / "page.html")
    except ConfigError as error:
        problem = Reason("widget_plugin_invalid", {"type": folder.name, "detail": error.message}, error.message)
        return WidgetPlugin(folder.name, folder, problem=problem)
    return WidgetPlugin(manifest.name, folder, manifest, definition)


def _read(file: Path) -> bytes:
    """A file of the plugin itself: a link could lead to anything of the gateway's."""
    if file.is_symlink() or not file.is_file():
        raise ConfigError(f"{file.name} is missing")
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{file.name}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{file.name} is larger than {MAX_BYTES} bytes")
    return data
