"""Objects and properties of `org.bluez`, as its D-Bus API describes them."""

from __future__ import annotations

from typing import Any

from dbus_fast import Variant

from dinrail_bluetooth.sim.peripheral import Peripheral, long_uuid

__all__ = ["RADIO", "adapter_objects", "device_path", "device_properties", "gatt_objects"]

RADIO = "/org/bluez/hci0"
ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
MONITORS, AGENT_MANAGER = "org.bluez.AdvertisementMonitorManager1", "org.bluez.AgentManager1"

Objects = dict[str, dict[str, dict[str, Any]]]


def device_path(device: Peripheral) -> str:
    """Below the radio, by address."""
    return f"{RADIO}/dev_{device.address.replace(':', '_')}"


def adapter_objects(*, powered: bool, discovering: bool, passive: bool) -> Objects:
    """The radio and what it can; `passive`: whether it has monitors of advertisements."""
    radio: dict[str, dict[str, Any]] = {
        ADAPTER: {
            "Address": Variant("s", "00:1A:7D:DA:71:13"),
            "Name": Variant("s", "simulated"),
            "Alias": Variant("s", "simulated"),
            "Powered": Variant("b", powered),
            "Discovering": Variant("b", discovering),
            "Roles": Variant("as", ["central"]),
            "UUIDs": Variant("as", []),
        }
    }
    if passive:
        radio[MONITORS] = {
            "SupportedMonitorTypes": Variant("as", ["or_patterns"]),
            "SupportedFeatures": Variant("as", []),
        }
    return {RADIO: radio, "/org/bluez": {AGENT_MANAGER: {}}}


def device_properties(device: Peripheral) -> dict[str, Variant]:
    """Of Device1."""
    known = {
        "Address": Variant("s", device.address),
        "AddressType": Variant("s", "public"),
        "Adapter": Variant("o", RADIO),
        "Alias": Variant("s", device.name or device.address.replace(":", "-")),
        "Paired": Variant("b", device.paired),
        "Bonded": Variant("b", device.paired),
        "Trusted": Variant("b", False),
        "Blocked": Variant("b", False),
        "Connected": Variant("b", device.connected),
        "ServicesResolved": Variant("b", device.resolved),
        "UUIDs": Variant("as", [long_uuid(each) for each in device.advertised]),
        "RSSI": Variant("n", device.rssi),
    }
    if device.name:
        known["Name"] = Variant("s", device.name)
    if said := device.manufacturer_data():
        known["ManufacturerData"] = Variant("a{qv}", {key: Variant("ay", value) for key, value in said.items()})
    if device.service_data:
        values = {long_uuid(key): Variant("ay", value) for key, value in device.service_data.items()}
        known["ServiceData"] = Variant("a{sv}", values)
    return known


def gatt_objects(device: Peripheral) -> Objects:
    """Services and characteristics by path."""
    root, found = device_path(device), Objects()
    for uuid, characteristics in device.services.items():
        for each in characteristics:
            service = f"{root}/{each.path.partition('/')[0]}"
            found.setdefault(
                service,
                {
                    SERVICE: {
                        "UUID": Variant("s", long_uuid(uuid)),
                        "Device": Variant("o", root),
                        "Primary": Variant("b", True),
                        "Includes": Variant("ao", []),
                    }
                },
            )
            found[f"{root}/{each.path}"] = {
                CHARACTERISTIC: {
                    "UUID": Variant("s", long_uuid(each.uuid)),
                    "Service": Variant("o", service),
                    "Value": Variant("ay", each.value),
                    "Flags": Variant("as", list(each.flags)),
                    "Notifying": Variant("b", each.notifying),
                    "MTU": Variant("q", 23),
                }
            }
    return found
