"""How much later a message is because it goes through the router.

100 sources, 5,000 messages a second, 1,000 routes, `scale | round`. One client listens both to the sources and to
what the router makes of them, on one connection; a message's added latency is the time between the arrival of its
own value and of the routed one. It holds everything the detour costs: broker → router, the router, and the message's
second pass through the broker. Twice for each kind of targets: in bursts of 30 every 6 ms (a source's poll; while
the broker is busy with a burst its last messages wait for the first), and in bursts of 5 every millisecond.

Prints JSON lines, the run with the median; exit code 1 when a message has not arrived.

    python tests/bench/bench_router_latency.py [--rate 5000] [--seconds 8] [--runs 3]
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import NamedTuple

from _router_figures import percentile, show, show_median
from _router_routes import TARGETS, route_file
from _router_stage import Stage, unaccounted

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
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    complete = [report(kind, burst, options) for kind in TARGETS for burst in BURSTS]
    return 0 if all(complete) else 1


def report(kind: str, burst: int, options: argparse.Namespace) -> bool:
    """Figures of one kind of targets and one shape of the load."""
    runs = [measure(kind, burst, options.rate, options.seconds) for _ in range(options.runs)]
    for name, limit in LIMITS_MS.items():
        pairs = [(getattr(run, name), limit) for run in runs]
        show_median(f"router_{kind}_bursts_of_{burst}_added_{name}", pairs, "ms", 1.0)
    lost = sum(run.lost for run in runs)
    return show(f"router_{kind}_bursts_of_{burst}_unaccounted", lost, "messages", 0, limit=0)


def measure(kind: str, burst: int, rate: float, seconds: float) -> Run:
    """One run on a fresh broker."""
    since = time.monotonic()
    with Stage() as stage, stage.sink("smarthome/#", since=since) as sink, stage.router(route_file(kind, digits=3)):
        shape = ("--burst", burst, "--since", since)
        warm = stage.load(rate, WARM_S, *shape)
        load = stage.load(rate, seconds, *shape)
        end = stage.end(sink)
    begin = (load["began"] - since) * 1e6
    both = [(direct, routed) for sent, direct, routed in end["messages"] if sent >= begin and direct and routed]
    added = [(routed - direct) / 1000 for direct, routed in both]
    lost = unaccounted(warm["sent"] + load["sent"], end)
    return Run(percentile(added, 0.5), percentile(added, 0.99), lost)


if __name__ == "__main__":
    sys.exit(main())
