"""Prometheus metrics, made at each scrape; labels are instances and names from fixed lists only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, get_args

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dinrail.documents import PanicLevel, StatusName
from dinrail_gateway.broker.figures import FIGURES
from dinrail_gateway.health.label_names import LabelNames

if TYPE_CHECKING:
    from dinrail_gateway.wiring import Gateway

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HEARD_S = 60.0
"""A pulse this old is no figure of now."""
_STATUSES: tuple[StatusName, ...] = get_args(StatusName)
_RESOURCES = {
    "cpu_percent": "CPU in percent of one core",
    "memory_bytes": "memory in use",
    "memory_limit": "memory limit in bytes",
    "disk_read_bps": "bytes read per second",
    "disk_write_bps": "bytes written per second",
    "net_rx_bps": "bytes received per second",
    "net_tx_bps": "bytes sent per second",
    "net_rx_pps": "packets received per second",
    "net_tx_pps": "packets sent per second",
    "uptime_s": "seconds since its start",
    "restarts": "restarts by the watchdog",
    "cpu_throttled_percent": "share of time it was held back to its CPU limit",
    "oom_kills": "kills for want of memory in this run",
}


class Metrics(Collector):
    """Everything the gateway knows, as Prometheus text."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._names = LabelNames()
        self._began = gateway.clock.monotonic()
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def text(self) -> bytes:
        """The exposition."""
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """All families."""
        yield from self._own()
        yield from self._broker()
        yield from self._panic()
        yield from self._statuses()
        yield from self._points()
        yield from self._pulses()
        yield from self._resources()

    def _own(self) -> Iterator[Metric]:
        gateway = self._gateway
        yield GaugeMetricFamily("dinrail_live_clients", "Browsers that watch", gateway.live.clients)
        yield GaugeMetricFamily("dinrail_problems", "Problems on the board", len(gateway.board.all()))
        yield GaugeMetricFamily("dinrail_broker_connected", "1 while on the bus", float(gateway.bus.is_connected))
        bus = CounterMetricFamily("dinrail_bus", "Counters of the gateway's bus client", labels=["counter"])
        for name, value in msgspec.structs.asdict(gateway.bus.counters).items():
            bus.add_metric([name], value)
        yield bus
        space = gateway.space
        yield CounterMetricFamily("dinrail_retained_writes_cleared", "Retained commands cleared", space.cleared_writes)
        yield CounterMetricFamily("dinrail_alien_topics", "Messages on topics that are no address", space.alien)
        yield CounterMetricFamily("dinrail_points_marked_bad", "Samples republished as bad", gateway.marker.marked)

    def _broker(self) -> Iterator[Metric]:
        found = self._gateway.broker.figures.now()
        for name, text in FIGURES.values():
            if name in found:
                grows = name.endswith(("_received", "_sent", "_dropped", "_expired"))
                family = CounterMetricFamily if grows else GaugeMetricFamily
                yield family(f"dinrail_broker_{name}", text, found[name])

    def _panic(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("dinrail_panic", "1 for the level that is latched", labels=["level"])
        for level in get_args(PanicLevel):
            family.add_metric([level], float(self._gateway.panic.latch.level == level))
        yield family

    def _statuses(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("dinrail_instance_status", "1 for the present status", labels=["instance", "status"])
        for instance, view in self._gateway.status.views().items():
            for status in _STATUSES:
                family.add_metric([instance, status], float(view["status"] == status))
        yield family

    def _points(self) -> Iterator[Metric]:
        gateway = self._gateway
        points = GaugeMetricFamily("dinrail_instance_points", "Points known", labels=["instance"])
        samples = CounterMetricFamily("dinrail_instance_samples", "Samples received", labels=["instance"])
        malformed = CounterMetricFamily(
            "dinrail_instance_malformed", "Messages that could not be read", labels=["instance", "kind"]
        )
        families = gateway.space.families()
        for instance in self._known():
            family = families.get(instance)
            if family:
                points.add_metric([instance], len(family.entries))
                samples.add_metric([instance], family.received)
                malformed.add_metric([instance, "sample"], family.malformed)
            malformed.add_metric([instance, "directory"], gateway.directories.malformed.get(instance, 0))
            malformed.add_metric([instance, "state"], gateway.fleet.malformed.get(instance, 0))
        yield from (points, samples, malformed)

    def _pulses(self) -> Iterator[Metric]:
        counters = CounterMetricFamily(
            "dinrail_instance_counter", "Counters of the instance's pulse", labels=["instance", "counter"]
        )
        gauges = GaugeMetricFamily(
            "dinrail_instance_gauge", "Gauges of the instance's pulse", labels=["instance", "gauge"]
        )
        ages = GaugeMetricFamily(
            "dinrail_instance_pulse_age_seconds",
            "Seconds since the last pulse, or since the gateway began",
            labels=["instance"],
        )
        now, known = self._gateway.clock.monotonic(), self._known()
        self._names.keep(known)
        for instance in known:
            vitals = self._gateway.fleet.vitals(instance)
            age = now - (self._began if vitals.pulse_at is None else vitals.pulse_at)
            ages.add_metric([instance], age)
            pulse = vitals.pulse
            if pulse is None or age > HEARD_S:
                continue
            for kind, family, values in (("counter", counters, pulse.counters), ("gauge", gauges, pulse.gauges)):
                for name in self._names.among(instance, kind, values):
                    if (value := _figure(values[name])) is not None:
                        family.add_metric([instance, name], value)
        yield from (ages, counters, gauges)

    def _resources(self) -> Iterator[Metric]:
        stats = self._gateway.operations.stats()
        for field, text in _RESOURCES.items():
            family = GaugeMetricFamily(
                f"dinrail_instance_{field}", f"{text}; missing when unknown", labels=["instance"]
            )
            for row in stats:
                value = row.get(field)
                if isinstance(value, (int, float)):
                    family.add_metric([row["id"]], value)
            yield family

    def _known(self) -> list[str]:
        """Configured instances and the router: nobody else can add labels."""
        return [*self._gateway.instances.ids(), "router"]


def _figure(value: float) -> float | None:
    """As Prometheus can hold it; a whole number on the bus may have any number of digits."""
    try:
        return float(value)
    except OverflowError:
        return None
