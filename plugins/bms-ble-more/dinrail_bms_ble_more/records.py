"""The library's sample as our record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dinrail.bms import Alarm, BMSData

__all__ = ["record_of"]

PLAIN = {
    "voltage": "voltage",
    "current": "current",
    "battery_level": "soc",
    "battery_health": "soh",
    "design_capacity": "capacity_ah",
    "cycle_charge": "remaining_ah",
    "cycles": "cycles",
}
"""The library counts charging as > 0 as we do."""
MORE = {
    "balance_current": "balance_current",
    "heater": "heater",
    "heater_current": "heater_current",
    "total_charge": "discharged_total_ah",
    "pack_count": "pack_count",
    "battery_charging": "charging",
}
MODES = {-1: "unknown", 0: "bulk", 1: "absorption", 2: "float"}
CELLS = {"GENERIC", "CELL"}
BITS = 64


def record_of(sample: Mapping[str, Any]) -> BMSData:
    """Record of a sample as the driver made it, without what the library would work out."""
    told: dict[str, Any] = {ours: sample[theirs] for theirs, ours in PLAIN.items() if theirs in sample}
    cells = sample.get("cell_voltages")
    heat = [(sensor.type.name, float(sensor.value)) for sensor in sample.get("temp_values", ())]
    balancer = sample.get("balancer")
    return BMSData(
        **told,
        cell_voltages=tuple(cells) if cells else None,
        temperatures=tuple(value for kind, value in heat if kind in CELLS) or None,
        mos_temperature=next((value for kind, value in heat if kind == "MOSFET"), None),
        charge_mos=sample.get("chrg_mosfet"),
        discharge_mos=sample.get("dischrg_mosfet"),
        balancing=None if balancer is None else bool(balancer),
        balance_mask=balancer if type(balancer) is int else None,
        alarms=_alarms(sample),
        alarm_raw=sample.get("problem_code"),
        values=_others(sample, heat),
    )


def _alarms(sample: Mapping[str, Any]) -> tuple[Alarm, ...] | None:
    """What the bits of a code mean differs by driver and is known to none: they keep their number."""
    code = sample.get("problem_code")
    if code:
        return tuple(Alarm(f"bit_{bit}") for bit in range(BITS) if code >> bit & 1)
    if "problem" in sample:
        return (Alarm("fault_code"),) if sample["problem"] else ()
    return None if code is None else ()


def _others(sample: Mapping[str, Any], heat: list[tuple[str, float]]) -> dict[str, float | int | str | bool]:
    found: dict[str, float | int | str | bool] = {
        ours: sample[theirs] for theirs, ours in MORE.items() if theirs in sample
    }
    if "runtime" in sample:
        found["time_to_go_min"] = round(sample["runtime"] / 60)
    if "battery_mode" in sample:
        found["mode"] = MODES.get(int(sample["battery_mode"]), "unknown")
    for kind, value in heat:
        if kind not in CELLS and kind != "MOSFET":
            found.setdefault(f"{kind.lower()}_temperature", value)
    if "temperature" in sample and not heat:
        found["temperature"] = sample["temperature"]
    return found | _packs(sample.get("packs", ()))


def _packs(packs: Any) -> dict[str, float | int | str | bool]:
    found: dict[str, float | int | str | bool] = {}
    for number, pack in enumerate(packs, 1):
        found |= {f"packs.{number}.{ours}": pack[theirs] for theirs, ours in PLAIN.items() if theirs in pack}
        for cell, volts in enumerate(pack.get("cell_voltages", ()), 1):
            found[f"packs.{number}.cells.{cell}.voltage"] = volts
    return found
