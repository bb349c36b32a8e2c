"""Finds the adapters of a repository: folders with a manifest of kind adapter."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from dinrail.manifest import read_manifest
from dinrail.testing.conformance.expectation import NotConforming
from dinrail.testing.conformance.subject import Subject

__all__ = ["Found", "discover"]


@dataclass(frozen=True)
class Found:
    """An adapter's folder; `subject` makes what the battery needs, or raises NotConforming when there is none."""

    name: str
    folder: Path

    def subject(self) -> Subject:
        """A new subject from `tests/conformance.py` of the folder."""
        file = self.folder / "tests" / "conformance.py"
        if not file.exists():
            raise NotConforming(f"{self.name} has no tests/conformance.py")
        name = f"conformance_of_{self.name.replace('-', '_')}"
        module = sys.modules.get(name)
        if module is None:
            spec = importlib.util.spec_from_file_location(name, file)
            if spec is None or spec.loader is None:
                raise NotConforming(f"{file} cannot be loaded")
            module = sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        made: Subject = module.Subject()
        return made


def discover(*roots: Path) -> list[Found]:
    """Adapters below folders like services/ and plugins/, by name; a root that is not there has none."""
    manifests = [file for root in roots for file in sorted(root.glob("*/manifest.json"))]
    read = [(file.parent, read_manifest(file.read_bytes())) for file in manifests]
    return [Found(manifest.name, folder) for folder, manifest in read if manifest.kind == "adapter"]
