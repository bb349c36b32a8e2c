"""Writes what the Modbus adapter says of itself as the gateway shows it: `python dev/describe.py > dev/mock/modbus.json`."""

from __future__ import annotations

import json
import subprocess
import sys


def main() -> None:
    described = json.loads(subprocess.check_output(["dinrail-modbus", "describe"]))  # noqa: S607 - from the environment
    manifest = described["manifest"]
    shown = {
        **{key: manifest.get(key, "") for key in ("kind", "version", "title", "description", "icon")},
        "type": manifest["name"],
        "host": manifest.get("host", []),
        "calls": manifest.get("calls", {}),
        "limits": manifest["limits"],
        "schema": described["schema"],
        "locales": described["locales"],
        "image": "ready",
        "problem": None,
    }
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


main()
