"""How much later a message is because it goes through the router.

100 sources, 5,000 messages a second, 1,000 routes, `scale | round`. A message carries the time it was sent. The added
latency is what the way source → broker → router → broker → sink takes longer than source → broker → sink under the
same load: the broker's second pass, the router, and the waiting for each other on one machine are all in it. Both
ways are measured one after the other, and compared at the median and for the slowest of a hundred.
Twice for each kind of targets: in bursts of 30 every 6 ms (a source's poll: its last messages wait in the broker for
the first), and in bursts of 5 every millisecond.

Prints JSON lines, the run with the median; exit code 1 when a message has not arrived.

    python tests/bench/bench_router_latency.py [--rate 5000] [--seconds 6] [--runs 3]
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import NamedTuple

from _router_client import SOURCES, source
from _router_figures import percentile, show, show_median
from _router_routes import ROUTED, TARGETS, route_file
from _router_stage import Stage, unaccounted

DIRECT = [f"smarthome/{source(number)}/#" for number in range(SOURCES)]
LIMITS_MS = {"p50": 1.0, "p99": 4.0}
WARM_S = 2.0
BURSTS = (30, 5)


class Run(NamedTuple):
    """Of one run: ms added at the median and for the slowest of a hundred; messages nobody can account for."""

    p50: float
    p99: float
    lost: int


def main() -> int:
    """Every kind and shape; 0 when every message is accounted for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=5000)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    complete = [report(kind, burst, options) for kind in TARGETS for burst in BURSTS]
    return 0 if all(complete) else 1


def report(kind: str, burst: int, options: argparse.Namespace) -> bool:
    """Figures of one kind of targets and one shape of the load."""
    runs = [measure(kind, burst, options) for _ in range(options.runs)]
    for name, limit in LIMITS_MS.items():
        pairs = [(getattr(run, name), limit) for run in runs]
        show_median(f"router_{kind}_bursts_of_{burst}_added_{name}", pairs, "ms", 1.0)
    lost = sum(run.lost for run in runs)
    return show(f"router_{kind}_bursts_of_{burst}_unaccounted", lost, "messages", 0, limit=0)


def measure(kind: str, burst: int, options: argparse.Namespace) -> Run:
    """Both ways, each on a fresh broker."""
    with Stage() as stage:
        direct, _ = way(stage, DIRECT, burst, options)
    with Stage() as stage, stage.router(route_file(kind, digits=3)):
        routed, lost = way(stage, [ROUTED[kind]], burst, options)
    return Run(*(percentile(routed, share) - percentile(direct, share) for share in (0.5, 0.99)), lost)


def way(stage: Stage, filters: list[str], burst: int, options: argparse.Namespace) -> tuple[list[float], int]:
    """Milliseconds each message took, and how many are missing."""
    since = time.monotonic()
    shape = ("--burst", burst, "--since", since)
    with stage.sink(*filters, since=since) as sink:
        warm = stage.load(options.rate, WARM_S, *shape)
        load = stage.load(options.rate, options.seconds, *shape)
        end = stage.end(sink)
    begin = (load["began"] - since) * 1e6
    took = [(arrived - sent) / 1000 for sent, arrived in end["messages"] if sent >= begin]
    return took, unaccounted(warm["sent"] + load["sent"], end)


if __name__ == "__main__":
    sys.exit(main())
