"""What a unit means in Home Assistant."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Meaning", "meaning"]


class Meaning(NamedTuple):
    """device_class, state_class and the unit as Home Assistant writes it; empty: none."""

    device: str = ""
    state: str = ""
    unit: str = ""


MEASURED = "measurement"
BY_UNIT = {
    "W": Meaning("power", MEASURED, "W"),
    "kW": Meaning("power", MEASURED, "kW"),
    "VA": Meaning("apparent_power", MEASURED, "VA"),
    "var": Meaning("reactive_power", MEASURED, "var"),
    "V": Meaning("voltage", MEASURED, "V"),
    "mV": Meaning("voltage", MEASURED, "mV"),
    "A": Meaning("current", MEASURED, "A"),
    "mA": Meaning("current", MEASURED, "mA"),
    "Wh": Meaning("energy", "total", "Wh"),
    "kWh": Meaning("energy", "total", "kWh"),
    "°C": Meaning("temperature", MEASURED, "°C"),
    "°F": Meaning("temperature", MEASURED, "°F"),
    "Hz": Meaning("frequency", MEASURED, "Hz"),
    "hPa": Meaning("pressure", MEASURED, "hPa"),
    "bar": Meaning("pressure", MEASURED, "bar"),
    "s": Meaning("duration", MEASURED, "s"),
    "min": Meaning("duration", MEASURED, "min"),
    "h": Meaning("duration", MEASURED, "h"),
    "dBm": Meaning("signal_strength", MEASURED, "dBm"),
    "lx": Meaning("illuminance", MEASURED, "lx"),
    "m³": Meaning("volume", "total", "m³"),
    "ppm": Meaning("", MEASURED, "ppm"),
}
CHARGE = frozenset({"soc", "battery", "state_of_charge", "nsoc"})
HUMID = frozenset({"humidity", "rh"})


def meaning(unit: str, path: str) -> Meaning:
    """Of a number; `%` is charge or humidity only where the name says so."""
    last = path.rsplit(".", 1)[-1].lower()
    if unit == "%":
        device = "battery" if last in CHARGE else "humidity" if last in HUMID else ""
        return Meaning(device, MEASURED, "%")
    return BY_UNIT.get(unit, Meaning("", MEASURED, unit))
