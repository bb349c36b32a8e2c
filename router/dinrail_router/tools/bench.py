"""`dinrail-router bench FILE`: CPU time of a message with these routes on this machine, without a broker.

Counted is what depends on the file: decoding, conditions, steps, encoding. Not counted is what is the same for
every file, the socket above all.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from dinrail.errors import ConfigError
from dinrail.sample import Sample, encode_sample
from dinrail.write import encode_write
from dinrail_router.aware import Surroundings
from dinrail_router.cell import Cell
from dinrail_router.flow import Flow
from dinrail_router.flows import Flows
from dinrail_router.hops import Hops
from dinrail_router.plan import Plan
from dinrail_router.route import Route
from dinrail_router.simulated import Written
from dinrail_router.simulation import VirtualClock, routes_of
from dinrail_router.table import Table
from dinrail_router.timers import Timers
from dinrail_router.tools.load import Load, load_of
from dinrail_router.tools.opened import print_json, usable

__all__ = ["run"]

ROUNDS = 5
START_MS = 1_767_610_800_000

_decode = msgspec.json.Decoder(Sample).decode


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 for an error in the file."""
    if arguments.messages < 1:
        raise ConfigError("--messages: at least 1", key="arguments_invalid")
    opened = usable(arguments)
    if opened is None:
        return 1
    load = load_of(opened.compiled, START_MS)
    if not load.passes[0]:
        raise ConfigError(f"{opened.path}: no route is enabled", key="routes_missing")
    bench = _Bench(opened.compiled.plans, load)
    costs = [bench.cost(-(-arguments.messages // ROUNDS)) for _ in range(ROUNDS)]
    print_json({"file": str(opened.path), **bench.figures(costs)})
    return 0


class _Bench:
    """The flows of a file as the router makes them; a second passes with each round over the points."""

    def __init__(self, plans: Sequence[Plan], load: Load) -> None:
        self._clock = VirtualClock(START_MS)
        self._timers = Timers(self._clock)
        self._cells: dict[str, Cell] = {}
        self._routes = list(routes_of(plans, self._clock))
        self._table = Table(self._routes)
        self._makes = Flows(Surroundings(self._clock, self._timers, self._cell, Hops()), _outlet)
        flows = {address: self._flows(address) for address, _ in load.passes[0]}
        for address, sample in load.known.items():
            self._cell(address).run(sample, START_MS)
        self._passes = [[(flows[address], payload) for address, payload in each] for each in load.passes]
        self._messages = 0

    def cost(self, messages: int) -> float:
        """CPU seconds a message, in a run of at least that many; whole rounds over the points."""
        done = 0
        began = time.process_time()
        while done < messages:
            for each in self._passes:
                now = self._clock.now_ms()
                for flows, payload in each:
                    sample = _decode(payload)
                    for flow in flows:
                        flow.run(sample, now)
                done += len(each)
                self._clock.seconds += 1
                self._timers.fire_due()
        took = time.process_time() - began
        self._messages += done
        return took / done

    def figures(self, costs: Sequence[float]) -> dict[str, Any]:
        """µs of CPU a message, and what became of the messages."""
        micros = sorted(cost * 1e6 for cost in costs)
        filtered: Counter[str] = Counter()
        dropped: Counter[str] = Counter()
        for route in self._routes:
            filtered.update(route.tally.filtered)
            dropped.update(route.tally.dropped)
        return {
            "routes": len(self._routes),
            "points": len(self._passes[0]),
            "messages": self._messages,
            "us_per_message": round(statistics.median(micros), 2),
            "us_lowest": round(micros[0], 2),
            "us_highest": round(micros[-1], 2),
            "delivered": sum(route.tally.delivered for route in self._routes),
            "pending": sum(route.tally.pending for route in self._routes),
            "filtered": dict(filtered),
            "dropped": dict(dropped),
        }

    def _flows(self, address: str) -> tuple[Flow | Cell, ...]:
        flows = [
            self._makes.make(route, address, captures) for route, captures in self._table.match(address.split("."))
        ]
        return (self._cell(address), *flows) if self._table.reads(address) else tuple(flows)

    def _cell(self, address: str) -> Cell:
        if address not in self._cells:
            self._cells[address] = Cell(address, lambda: float("inf"), self._clock)
        return self._cells[address]


def _outlet(_route: Route, address: str) -> Written:
    return _Calculated(_forget, address) if address.startswith("calc.") else _Encoded(_forget, address)


class _Encoded(Written):
    """A write request, up to the socket."""

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Encode."""
        super().send(flow, result, now)
        encode_write(result.value, now)


class _Calculated(Written):
    """A calculated point, up to the socket."""

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Encode."""
        flow.tally.delivered += 1
        encode_sample(result)


def _forget(route: Route, address: str, sample: Sample) -> None:
    """Results are only counted."""
