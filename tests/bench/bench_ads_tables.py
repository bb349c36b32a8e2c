"""The tables of two programs of 100,000 symbols: parsed, unfolded, searched, counted, in a process of their own each.

`big` is the simulator's program for measuring. `plant` is meant to be hard: 2,500 data types with 25 members and nested
four deep, long names, comments and attributes everywhere, half of all symbols in one namespace. Prints JSON lines;
`reference` is the bar.

    python tests/bench/bench_ads_tables.py
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

SYMBOLS, TYPES, MEMBERS = 100_000, 2_500, 25
SEARCHES = ("voltage", "limit", "gvl_area12 temperature", "member 24", "pump 77 voltage", "nothing of the kind")


def show(name: str, value: float, unit: str, reference: float) -> None:
    """One JSON line."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    line = {"name": name, "value": round(value, 3), "unit": unit, "reference": reference}
    print(json.dumps({**line, "ratio": round(value / reference, 3), "machine": machine}), flush=True)


def plant() -> Any:
    """The hard program."""
    from dinrail_ads.sim import Program, Variable
    from dinrail_ads.sim.program.elementary import BOOL, DINT, INT, LREAL, REAL, TIME
    from dinrail_ads.sim.program.structures import Member, struct
    from dinrail_ads.sim.program.types import array, string

    simple = [REAL, BOOL, INT, DINT, LREAL, TIME, string(20), array(REAL, (1, 8))]
    words = ["fVoltage", "bEnable", "nLimit", "fTemperature", "sLabel", "tDelay", "fMember"]
    kinds: list[Any] = []
    for number in range(TYPES):
        below = kinds[number - TYPES // 4] if number >= TYPES // 4 else REAL
        members = [
            Member(f"{words[place % 7]}{place}", simple[(number + place) % len(simple)], f"Value {place} of {number}")
            for place in range(MEMBERS - 1)
        ]
        kinds.append(struct(f"ST_Component_{number}", [*members, Member("stInner", below, attributes={"unit": "V"})]))
    variables = []
    for index in range(SYMBOLS):
        space = "GVL_EverythingOfTheSecondFloor" if index % 2 else f"GVL_Area{index % 300}"
        kind = kinds[index % TYPES // 2] if index % 5 == 0 else simple[index % len(simple)]
        name = f"{space}.stPumpOfTheHeatingCircuit_{index}"
        variables.append(Variable(name, kind, f"Pump {index}, as on sheet {index % 97}", {"unit": "°C"}))
    return Program("Plant", variables)


def write(folder: Path) -> None:
    """Both programs' uploads as files."""
    from dinrail_ads.sim import big
    from dinrail_ads.sim.upload.tables import Uploads

    for name, make in (("big", lambda: big(SYMBOLS)), ("plant", plant)):
        uploads = Uploads(make())
        (folder / f"{name}.symbols").write_bytes(uploads.symbols)
        (folder / f"{name}.types").write_bytes(uploads.types)


def peak_mb() -> float:
    """The most of this program so far; getrusage would count what it was started from."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def resident_mb() -> float:
    """Of this process now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def slowest(runs: Iterator[Callable[[], object]]) -> float:
    """Milliseconds of the slowest of several calls, each done once."""
    worst = 0.0
    for run in runs:
        began = time.perf_counter()
        run()
        worst = max(worst, time.perf_counter() - began)
    return worst * 1000


def measure(folder: Path, name: str) -> None:
    """Parse and use one program's tables."""
    from dinrail_ads.tables import ProgramTables

    symbols, types = ((folder / f"{name}.{part}").read_bytes() for part in ("symbols", "types"))
    began = time.perf_counter()
    tables = ProgramTables.parse(symbols, types)
    took = time.perf_counter() - began
    peak = peak_mb()
    show(f"ads_tables_{name}_parse", took, "s", 1.0)
    show(f"ads_tables_{name}_peak", peak, "MB", 250.0)
    show(f"ads_tables_{name}_resident", resident_mb(), "MB", 80.0)

    def unfolding() -> Iterator[Callable[[], object]]:
        yield tables.roots
        roots = tables.roots().nodes
        fullest = max(roots, key=lambda node: tables.children(node.path, 0, 1).total)
        for path in (fullest.path, *(node.path for node in roots[:20])):
            yield lambda path=path: tables.children(path)  # type: ignore[misc]
            for child in tables.children(path, 40, 20).nodes:
                yield lambda path=child.path: tables.children(path)  # type: ignore[misc]
        yield lambda: tables.children(fullest.path, 40_000, 500)

    show(f"ads_tables_{name}_children", slowest(unfolding()), "ms, slowest node, 500 a page", 20.0)
    searches = (lambda text=text: tables.search(text) for text in SEARCHES)  # type: ignore[misc]
    show(f"ads_tables_{name}_search", slowest(searches), "ms, slowest search", 100.0)
    show(f"ads_tables_{name}_overview", slowest(iter([tables.overview])), "ms", 1000.0)
    points = slowest(iter([lambda: list(islice(tables.leaves("**"), 10_000))]))
    show(f"ads_tables_{name}_10000_points", points, "ms", 1000.0)
    show(f"ads_tables_{name}_resident_used", resident_mb(), "MB", 80.0)


def main() -> None:
    """Write the programs, then measure each in a child."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", nargs=2, metavar=("FOLDER", "NAME"))
    chosen = parser.parse_args().measure
    if chosen:
        measure(Path(chosen[0]), chosen[1])
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        for name in ("big", "plant"):
            subprocess.run([sys.executable, __file__, "--measure", folder, name], check=True)


if __name__ == "__main__":
    main()
