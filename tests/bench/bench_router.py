"""What a routed message costs the router, beside what Mosquitto spends on a message it forwards in the same run.

100 sources, 6,000 messages a second in bursts of 30 (a source's poll; one source after the other, a burst every 5 ms),
1,000 routes of which 20 % have wildcards, `scale | round`, samples and rights as shipped; once to calculated points
(QoS 0), once to write requests (QoS 1, acknowledged). Each routed message passes the broker twice: source → router and
router → sink. Afterwards, on the same broker with the same load, a minimal paho loop with one hard-coded route.

Prints the run with the median ratio as JSON lines. `dropped` are messages the router counted as such (on a machine
that is too busy a write is superseded by the next value); `unaccounted` are those nobody can account for, and end
with exit code 1.

    python tests/bench/bench_router.py [--rate 6000] [--seconds 10] [--runs 3]
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import NamedTuple

from _router_children import Child, cpu
from _router_figures import Pair, show, show_median
from _router_routes import ROUTED, TARGETS, route_file
from _router_stage import Stage, unaccounted

LIMITS = {"calculated": 1.0, "write": 1.2}
PAHO_LIMIT = 0.25
WARM_S = 3.0


class Run(NamedTuple):
    """Of one run: µs per message of router, broker and paho loop; what the router dropped and nobody can explain."""

    router: float
    broker: float
    paho: float
    rate: float
    dropped: int
    lost: int


def main() -> int:
    """Both kinds of targets; 0 when every message is accounted for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=6000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    complete = [report(kind, options) for kind in TARGETS]
    return 0 if all(complete) else 1


def report(kind: str, options: argparse.Namespace) -> bool:
    """Figures of one kind of targets; False when a message is missing."""
    runs = [measure(kind, options.rate, options.seconds) for _ in range(options.runs)]
    against_broker: list[Pair] = [(run.router, run.broker) for run in runs]
    against_paho: list[Pair] = [(run.router, run.paho) for run in runs]
    show_median(f"router_{kind}_cpu_against_mosquitto", against_broker, "us/message", LIMITS[kind])
    show_median(f"router_{kind}_cpu_against_paho", against_paho, "us/message", PAHO_LIMIT)
    show_median(f"router_{kind}_rate", [(run.rate, options.rate) for run in runs], "messages/s")
    show(f"router_{kind}_dropped", sum(run.dropped for run in runs), "messages", 0)
    return show(f"router_{kind}_unaccounted", sum(run.lost for run in runs), "messages", 0, limit=0)


def measure(kind: str, rate: float, seconds: float) -> Run:
    """The router, then the paho loop, on one broker."""
    with Stage() as stage:
        with stage.sink(ROUTED[kind]) as sink, stage.router(route_file(kind)) as router:
            warm = stage.load(rate, WARM_S)["sent"]
            before = cpu(router), cpu(stage.broker)
            load = stage.load(rate, seconds)
            sent = load["sent"]
            router_us = (cpu(router) - before[0]) / sent * 1e6
            broker_us = (cpu(stage.broker) - before[1]) / (2 * sent) * 1e6
            end = stage.end(sink)
        dropped = sum(sum(route["dropped"].values()) for route in end["counters"]["routes"])
        with stage.paho(kind) as loop:
            paho_us = paho_cost(stage, loop, kind, rate, seconds)
        return Run(router_us, broker_us, paho_us, sent / load["seconds"], dropped, unaccounted(sent + warm, end))


def paho_cost(stage: Stage, loop: Child, kind: str, rate: float, seconds: float) -> float:
    """µs for each message it routed; it may not keep up, so those that arrived are counted."""
    stage.load(rate, WARM_S)
    time.sleep(1.0)
    with stage.sink(ROUTED[kind]) as sink:
        before = cpu(loop)
        stage.load(rate, seconds)
        spent = cpu(loop) - before
        return spent / stage.end(sink)["received"] * 1e6


if __name__ == "__main__":
    sys.exit(main())
