"""What many routes and many points cost: time per message, lint and compile, memory.

- Growth: the router without its socket, fed with the same messages of 3,000 points in bursts of 30, once with 10
  routes (a wildcard each), once with 10,000 (one for each point, and 7,000 that nothing matches). The share of the
  counters' document that falls on a message at 6,000 a second is included. Both are alive at once and take turns;
  compared is the least time of all turns, the noise of the machine being on top of it.
- Lint and compile of 10,000 routes, 20 % of them with wildcards: processor time of `dinrail-router lint FILE`, from
  the start of the interpreter to its end.
- Resident memory of a router with 1,000 routes that has seen and routed 10,000 points.

Prints JSON lines; exit code 1 when a message is not accounted for.

    python tests/bench/bench_router_scale.py [--turns 30]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import uvloop
from _router_children import resident
from _router_client import SOURCES
from _router_figures import show
from _router_inside import Inside
from _router_routes import ROUTED, many_routes, route_file
from _router_stage import Stage, unaccounted

FEW, MANY, IN_USE = 10, 10_000, 3_000
RATE = 6_000  # messages a second share the cost of the counters' document
POINTS = 10_000


def main() -> int:
    """All three; 0 when every message is accounted for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=30)
    options = parser.parse_args()
    few, many = uvloop.run(growth(options.turns))
    show("router_cost_of_10000_routes_against_10", many, "us/message", few, limit=1.1)
    show("router_lint_of_10000_routes", lint(), "s", 2.0, limit=1.0)
    memory, lost = remembered()
    show("router_resident_with_10000_points", memory, "MiB", 60, limit=1.0)
    return 0 if show("router_scale_unaccounted", lost, "messages", 0, limit=0) else 1


async def growth(turns: int) -> tuple[float, float]:
    """µs per message with few and with many routes."""
    each = IN_USE // FEW
    routers = [Inside(many_routes(count, sources=FEW, points=each)) for count in (FEW, MANY)]
    costs: list[list[float]] = [[], []]
    reports: list[list[float]] = [[], []]
    for router in routers:
        await router.start()
    for turn in range(turns):
        for router, cost, report in zip(routers, costs, reports, strict=True):
            cost.append(await router.cost(router.bursts(FEW, each, turn)) / IN_USE * 1e6)
            report.append(await router.report() / RATE * 1e6)
    few, many = (min(cost[2:]) + min(report[2:]) for cost, report in zip(costs, reports, strict=True))
    return few, many


def lint() -> float:
    """Seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "routing.json"
        file.write_bytes(many_routes(MANY, sources=FEW, points=IN_USE // FEW))
        command = [sys.executable, "-m", "dinrail_router", "lint", str(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def remembered() -> tuple[float, int]:
    """MiB with every point seen at least five times, and messages that are missing."""
    points = POINTS // SOURCES
    routes = route_file("calculated")
    with Stage() as stage, stage.sink(ROUTED["calculated"]) as sink, stage.router(routes) as router:
        sent = stage.load(5000, POINTS * 5 / 5000, "--points", points)["sent"]
        end = stage.end(sink)
        memory = resident(router)
    seen = sum(source["points"] for source in end["counters"]["sources"])
    if seen != POINTS:
        sys.exit(f"{seen} points were seen, not {POINTS}")
    return memory, unaccounted(sent, end)


if __name__ == "__main__":
    sys.exit(main())
