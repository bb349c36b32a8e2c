"""Devices whose topics are known: what they say, how they are switched, when they are there."""

from __future__ import annotations

from dinrail_mqtt.config import Device
from dinrail_mqtt.kinds.device import DeviceSource
from dinrail_mqtt.kinds.esphome import EspHome
from dinrail_mqtt.kinds.shelly import Shelly, ShellyGen1
from dinrail_mqtt.kinds.tasmota import Tasmota
from dinrail_mqtt.kinds.zigbee2mqtt import Zigbee2Mqtt

__all__ = ["DeviceSource", "source_of"]

KINDS: dict[str, type[DeviceSource]] = {
    "tasmota": Tasmota,
    "shelly": Shelly,
    "shelly_gen1": ShellyGen1,
    "zigbee2mqtt": Zigbee2Mqtt,
    "esphome": EspHome,
}


def source_of(device: Device) -> DeviceSource:
    """The source of a configured device."""
    return KINDS[device.kind](device.name.replace("/", "."), device.topic)
