"""Tasmota: `tele/<topic>/SENSOR`, `…/STATE`, `…/LWT`, `stat/<topic>/…`, `cmnd/<topic>/POWER<n>`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dinrail_mqtt.kinds.device import DeviceSource, switched, text_of
from dinrail_mqtt.reading import Command, Reading

__all__ = ["Tasmota"]

PRESSURES = ("mmHg", "inHg")
_POWER = re.compile(r"POWER[0-9]*\Z")


class Tasmota(DeviceSource):
    """With the default full topic `%prefix%/%topic%/`."""

    units = {  # noqa: RUF012 - read only
        "Power": "W", "ApparentPower": "VA", "ReactivePower": "var", "Voltage": "V", "Current": "A",
        "Total": "kWh", "Today": "kWh", "Yesterday": "kWh", "Humidity": "%", "Pressure": "hPa",
        "Illuminance": "lx", "RSSI": "%", "Signal": "dBm", "Frequency": "Hz",
    }  # fmt: skip

    def subscribed(self) -> Iterable[str]:
        """Everything it tells on its own and as answers."""
        return (f"tele/{self.topic}/+", f"stat/{self.topic}/+")

    def online(self, topic: str, payload: bytes) -> bool | None:
        """Its last will."""
        return text_of(payload) == "Online" if topic == f"tele/{self.topic}/LWT" else None

    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """Answers to POWER are bare words, the rest is JSON."""
        what = topic.rsplit("/", 1)[-1]
        if _POWER.match(what):
            path = f"{self.name}.{what}"
            return (Reading(path, switched(payload), "BOOL", command=self.command(path, what)),)
        if what in ("STATE", "SENSOR", "STATUS8", "STATUS10", "STATUS11"):
            found = self.inside(payload, skip=frozenset({"Time", "TempUnit", "Uptime", "POWER_HISTORY"}))
            celsius = b'"TempUnit":"F"' not in payload
            pressure = next((each for each in PRESSURES if f'"PressureUnit":"{each}"'.encode() in payload), "hPa")
            return [_measured(each, "°C" if celsius else "°F", pressure) for each in found]
        return ()

    def command(self, path: str, key: str) -> Command | None:
        """Relays."""
        return Command(f"cmnd/{self.topic}/{key}") if _POWER.match(key) else None


def _measured(reading: Reading, temperature: str, pressure: str) -> Reading:
    if reading.path.endswith((".Temperature", ".DewPoint")):
        return Reading(reading.path, reading.value, unit=temperature)
    if reading.path.endswith((".Pressure", ".SeaPressure")):
        return Reading(reading.path, reading.value, unit=pressure)
    return reading
