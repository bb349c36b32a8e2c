"""What the dashboards show: one line per panel, in reading order; generate.py makes Grafana's JSON of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["DASHBOARDS", "FIGURES", "HISTORY", "Dashboard", "Panel", "Variable"]

FIGURES, HISTORY = "dinrail-figures", "dinrail-history"
UNWELL = 'dinrail_instance_status{status!~"running|starting|stopped"} == 1'
ROUTER = 'dinrail_instance_counter_total{instance="router"}'


Kind = Literal["stat", "timeseries", "table", "bargauge"]


class Panel(NamedTuple):
    """A figure or curves; `legend` names a curve by its labels, width in 24ths of the page."""

    title: str
    kind: Kind
    query: str
    unit: str = "short"
    width: int = 12
    legend: str = ""
    about: str = ""


class Variable(NamedTuple):
    """A choice at the top of the page: `query` lists series, `regex` cuts the name out of `label`."""

    name: str
    title: str
    query: str
    label: str
    regex: str = ""
    several: bool = False


class Dashboard(NamedTuple):
    """A page; all its panels read one source."""

    uid: str
    title: str
    source: str
    panels: tuple[Panel, ...]
    variables: tuple[Variable, ...] = ()


OVERVIEW = Dashboard(
    "dinrail-overview", "DINrail · overview", FIGURES,
    (
        Panel("Running", "stat", 'count(dinrail_instance_status{status="running"} == 1)', width=4),
        Panel("Not well", "stat", f"count({UNWELL}) or vector(0)", width=4, about="Neither running nor stopped."),
        Panel("Problems", "stat", "dinrail_problems", width=4),
        Panel("Panic", "stat", "max(dinrail_panic)", width=4, about="1 while any level is latched."),
        Panel("Broker", "stat", "dinrail_broker_connected", width=4, about="1 while the gateway is on the bus."),
        Panel("Clients", "stat", "dinrail_broker_clients_connected", width=4),
        Panel("Connections by state", "timeseries", "dinrail:instances:count", legend="{{status}}"),
        Panel("Messages on the broker", "timeseries", "dinrail:broker:messages:rate1m", "cps", legend="received"),
        Panel("CPU", "timeseries", "sum(dinrail_instance_cpu_percent)", "percent", legend="all instances"),
        Panel("Memory", "timeseries", "sum(dinrail_instance_memory_bytes)", "bytes", legend="all instances"),
    ),
)  # fmt: skip


def each_instance(title: str, metric: str, unit: str = "short", kind: Kind = "timeseries", about: str = "") -> Panel:
    """The same of every instance chosen."""
    width = 12 if kind == "timeseries" else 8
    return Panel(title, kind, f'{metric}{{instance=~"$instance"}}', unit, width, "{{instance}}", about)


INSTANCES = Dashboard(
    "dinrail-instances", "DINrail · instances", FIGURES,
    (
        Panel("State", "table", 'dinrail_instance_status{instance=~"$instance"} == 1', width=8),
        each_instance("Restarts", "dinrail_instance_restarts", kind="bargauge"),
        each_instance("Share of the memory limit", "dinrail:instance:memory_ratio", "percentunit", "bargauge",
                      "At 100 % it is killed and started again."),
        each_instance("CPU", "dinrail_instance_cpu_percent", "percent"),
        each_instance("Held back to its share", "dinrail_instance_cpu_throttled_percent", "percent"),
        each_instance("Memory", "dinrail_instance_memory_bytes", "bytes"),
        each_instance("Samples", "dinrail:instance:samples:rate1m", "cps"),
        each_instance("Packets out", "dinrail_instance_net_tx_pps", "pps"),
        each_instance("Points", "dinrail_instance_points"),
    ),
    (Variable("instance", "Instance", "dinrail_instance_status", "instance", several=True),),
)  # fmt: skip
ROUTING = Dashboard(
    "dinrail-router", "DINrail · router", FIGURES,
    (
        Panel("Events", "timeseries", f"sum by (counter) (rate({ROUTER}[5m]))", "cps", 24, "{{counter}}"),
        Panel("What waits", "timeseries", 'dinrail_instance_gauge{instance="router"}', legend="{{gauge}}"),
        Panel("Since its start", "table", ROUTER, width=12),
    ),
)  # fmt: skip
BROKER = Dashboard(
    "dinrail-broker", "DINrail · broker", FIGURES,
    (
        Panel("Clients", "stat", "dinrail_broker_clients_connected", width=6),
        Panel("Kept messages", "stat", "dinrail_broker_retained_messages", width=6),
        Panel("Memory", "stat", "dinrail_broker_heap_bytes", "bytes", 6),
        Panel("Dropped in 5 min", "stat", "dinrail:broker:dropped:increase5m", width=6,
              about="Messages for clients that were too slow."),
        Panel("Received", "timeseries", "rate(dinrail_broker_messages_received_total[1m])", "cps", legend="messages"),
        Panel("Sent", "timeseries", "rate(dinrail_broker_messages_sent_total[1m])", "cps", legend="messages"),
        Panel("Bytes received", "timeseries", "rate(dinrail_broker_bytes_received_total[1m])", "Bps", legend="bytes"),
        Panel("Bytes sent", "timeseries", "rate(dinrail_broker_bytes_sent_total[1m])", "Bps", legend="bytes"),
    ),
)  # fmt: skip


def latest(title: str, point: str, unit: str = "short", width: int = 6, about: str = "") -> Panel:
    """The last value a point had within ten minutes."""
    return Panel(title, "stat", f'last_over_time(dinrail{{point=~"{point}"}}[10m])', unit, width, "{{point}}", about)


def curve(title: str, point: str, unit: str, width: int = 12) -> Panel:
    """What points were."""
    return Panel(title, "timeseries", f'dinrail{{point=~"{point}"}}', unit, width, "{{point}}")


BATTERY = Dashboard(
    "dinrail-battery", "DINrail · battery", HISTORY,
    (
        latest("Charge", "$battery.soc", "percent"),
        latest("Voltage", "$battery.voltage", "volt"),
        latest("Current", "$battery.current", "amp", about="Positive: charging."),
        latest("Spread of the cells", "$battery.cells.delta", "volt"),
        curve("Charge over time", "$battery.soc", "percent"),
        curve("Current over time", "$battery.current", "amp"),
        curve("Cells", "$battery.cells.(min|max|average)", "volt"),
        curve("Temperatures", "$battery.temperatures.+", "celsius"),
    ),
    (Variable("battery", "Battery", r'dinrail{point=~".+\\.cells\\.delta"}', "point", r"/(.+)\.cells\.delta/"),),
)  # fmt: skip
INVERTER = Dashboard(
    "dinrail-inverter", "DINrail · inverter", HISTORY,
    (
        latest("Power now", "$inverter.power", "watt", 8),
        latest("Energy", "$inverter.energy.+", "kwatth", 8),
        latest("State", "$inverter.state", width=8),
        curve("Power over time", "$inverter.power", "watt", 24),
    ),
    (Variable("inverter", "Inverter", r'dinrail{point=~".+\\.energy\\..+"}', "point", r"/(.+)\.energy\..+/"),),
)  # fmt: skip
DASHBOARDS = (OVERVIEW, INSTANCES, ROUTING, BROKER, BATTERY, INVERTER)
