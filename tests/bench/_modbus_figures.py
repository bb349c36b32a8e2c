"""What the Modbus benchmarks share: JSON lines and a process' time."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path

__all__ = ["processor_seconds", "show"]


def show(name: str, value: float, unit: str, reference: float) -> None:
    """One JSON line."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    line = {"name": name, "value": round(value, 3), "unit": unit, "reference": round(reference, 3)}
    print(json.dumps({**line, "ratio": round(value / reference, 3), "machine": machine}), flush=True)


def processor_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
