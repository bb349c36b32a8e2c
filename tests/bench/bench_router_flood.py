"""What a source that floods does to the others.

100 sources send 1,000 messages a second in bursts of 10, a burst every 10 ms; every message carries the time it was
sent. After a quiet time one more source sends 20,000 a second in bursts of 100, a burst every 5 ms, and goes on when
the router has suspended it. Looked at are the messages of the others: how long those took that were sent during the
flood, before and after the breaker opened, against those of the quiet time, from source to sink through the router.
The broker carries the flood all the while: it does not know of breakers, so the same without the router's part, from
source to broker to sink, is measured too and printed for comparison.

Prints JSON lines; exit code 1 when the breaker does not open or a message of the others is missing.

    python tests/bench/bench_router_flood.py [--seconds 8] [--runs 3]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import NamedTuple

from _router_children import Child, read_line_of
from _router_client import FLOOD, SOURCES, source
from _router_figures import percentile, show, show_median
from _router_routes import ROUTED, flood_route, route_file
from _router_stage import Stage, unaccounted

RATE, BURST = 1_000, 10
FLOOD_RATE, FLOOD_BURST = 20_000, 100
TRIP_S = 1.2
WARM_S = 2.0
DIRECT = [f"smarthome/{source(number)}/#" for number in range(SOURCES)]


class Run(NamedTuple):
    """Of one run: seconds until the breaker was told to be open, the others' p99 in ms, and what they lost."""

    trip: float | None
    quiet: float
    flooded: float
    lost: int


def main() -> int:
    """0 when the breaker opened every time and nothing is missing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    routed = [measure(options.seconds, through_router=True) for _ in range(options.runs)]
    direct = [measure(options.seconds, through_router=False) for _ in range(options.runs)]
    trips = [run.trip for run in routed if run.trip is not None]
    show("router_flood_not_suspended", len(routed) - len(trips), "runs", 0, limit=0)
    if trips:
        show("router_flood_trip_s", statistics.median(trips), "s", TRIP_S, limit=1.0)
    show_median("router_flood_others_p99", [(run.flooded, run.quiet) for run in routed], "ms", 2.0)
    show_median("broker_flood_others_p99", [(run.flooded, run.quiet) for run in direct], "ms")
    complete = show("router_flood_others_unaccounted", sum(run.lost for run in routed), "messages", 0, limit=0)
    return 0 if complete and len(trips) == len(routed) else 1


def measure(seconds: float, *, through_router: bool) -> Run:
    """One flood on a fresh broker."""
    since = time.monotonic()
    shape = ("--burst", BURST, "--since", since)
    with Stage() as stage:
        if not through_router:
            with stage.sink(*DIRECT, since=since) as sink:
                return flood(stage, sink, since, seconds, shape)
        routes = route_file("calculated", digits=3, more=[flood_route("calculated")])
        with stage.sink(ROUTED["calculated"], since=since) as sink, stage.router(routes):
            return flood(stage, sink, since, seconds, shape)


def flood(stage: Stage, sink: Child, since: float, seconds: float, shape: tuple[object, ...]) -> Run:
    """The others all the time, the flood in the second half."""
    others = stage.start_load(RATE, WARM_S + 2 * seconds + 2, *shape)
    time.sleep(WARM_S + seconds + 1)
    loud = read_line_of(stage.start_load(FLOOD_RATE, seconds, "--burst", FLOOD_BURST, "--flood"), seconds + 60)
    calm = read_line_of(others, seconds + 60)
    end = stage.end(sink)
    first, begin = calm["began"] + WARM_S - since, loud["began"] - since
    took = [(sent / 1e6, (arrived - sent) / 1000) for sent, arrived in end["messages"]]
    quiet = [ms for sent, ms in took if first <= sent < begin]
    flooded = [ms for sent, ms in took if begin <= sent < begin + loud["seconds"]]
    trip = end["open"][FLOOD] - loud["began"] if FLOOD in end["open"] else None
    return Run(trip, percentile(quiet, 0.99), percentile(flooded, 0.99), unaccounted(calm["sent"], end))


if __name__ == "__main__":
    sys.exit(main())
