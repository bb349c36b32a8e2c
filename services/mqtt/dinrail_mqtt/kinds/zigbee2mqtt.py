"""Zigbee2MQTT: one JSON object for each device, `…/availability`, `…/set`."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dinrail_mqtt.kinds.device import DeviceSource, text_of
from dinrail_mqtt.reading import Command, Reading

__all__ = ["Zigbee2Mqtt"]

RANGES: dict[str, tuple[float, float]] = {
    "brightness": (0, 254), "position": (0, 100), "tilt": (0, 100),
    "color_temp": (150, 500), "occupied_heating_setpoint": (4, 35), "current_heating_setpoint": (4, 35),
}  # fmt: skip


class Zigbee2Mqtt(DeviceSource):
    """A device or group; `topic` is `zigbee2mqtt/<friendly name>`. Its voltage is V or mV, so it has no unit here."""

    units = {  # noqa: RUF012 - read only
        "temperature": "°C", "device_temperature": "°C", "humidity": "%", "pressure": "hPa", "power": "W",
        "energy": "kWh", "current": "A", "battery": "%", "illuminance": "lx", "illuminance_lux": "lx", "co2": "ppm",
        "pm25": "µg/m³", "local_temperature": "°C", "soil_moisture": "%", "linkquality": "lqi",
        "occupied_heating_setpoint": "°C", "current_heating_setpoint": "°C", "position": "%",
    }  # fmt: skip

    def subscribed(self) -> Iterable[str]:
        """State and availability."""
        return (self.topic, f"{self.topic}/availability")

    def online(self, topic: str, payload: bytes) -> bool | None:
        """As a word or as `{"state": "online"}`."""
        if not topic.endswith("/availability"):
            return None
        text = text_of(payload)
        return text == "online" or '"online"' in text

    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """Everything inside."""
        return [_ranged(each) for each in self.inside(payload, skip=frozenset({"update", "color", "last_seen"}))]

    def command(self, path: str, key: str) -> Command | None:
        """Switches (`state`, `state_left`) and the numbers whose range is certain."""
        if path != f"{self.name}.{key}":
            return None
        name = msgspec.json.encode(key).decode()
        if key == "state" or key.startswith("state_"):
            return Command(f"{self.topic}/set", f'{{{name}:"{{value}}"}}')
        return Command(f"{self.topic}/set", f"{{{name}:{{json}}}}") if key in RANGES else None


def _ranged(reading: Reading) -> Reading:
    low, high = RANGES.get(reading.path.rsplit(".", 1)[-1], (None, None))
    return reading if low is None or reading.command is None else msgspec.structs.replace(reading, min=low, max=high)
