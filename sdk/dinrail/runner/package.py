"""What a type says about itself: its manifest, locales and schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from dinrail.adapter import Adapter
from dinrail.errors import ConfigError
from dinrail.manifest import Manifest, read_manifest
from dinrail.options import config_schema

__all__ = ["Package"]


class Package:
    """The folder with manifest.json and locales/: the installed package, or the checkout around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._manifest = (folder / "manifest.json").read_bytes()
        except OSError as error:
            raise ConfigError(f"manifest.json: {error}", key="manifest_missing") from None
        self.manifest: Manifest = read_manifest(self._manifest)

    @classmethod
    def of(cls, adapter_type: type[Adapter[Any]]) -> Package:
        """Package an adapter class comes from; raises ConfigError when it has no manifest."""
        package = sys.modules[adapter_type.__module__.partition(".")[0]]
        inside = Path(package.__file__ or ".").resolve().parent
        return cls(inside if (inside / "manifest.json").exists() else inside.parent)

    def describe(self, adapter_type: type[Adapter[Any]]) -> bytes:
        """JSON `{manifest, schema, locales}` for the gateway."""
        locales = {
            path.stem: msgspec.json.decode(path.read_bytes())
            for path in sorted((self.folder / "locales").glob("*.json"))
        }
        return msgspec.json.encode(
            {
                "manifest": msgspec.json.decode(self._manifest),
                "schema": config_schema(adapter_type.config_type),
                "locales": locales,
            }
        )
