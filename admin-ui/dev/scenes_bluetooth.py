"""Scenes of the Bluetooth page."""

from __future__ import annotations

from scenes import REFUSED, Scene, _by, _mode, _shown

PATH = "/instances/mqtt_ha/bluetooth"
JK = "A4:C1:38:00:00:01"

BLUETOOTH = [
    Scene("ble-0", PATH, _mode(ble=0)),
    Scene("ble-3", PATH, _mode(ble=3), _shown(f"device-{JK}")),
    Scene("ble-500", PATH, _mode(ble=500), _shown(f"device-{JK}"), settle=1200),
    Scene("ble-off", PATH, _mode(ble="off")),
    Scene("ble-add", PATH, _mode(ble=3), _by(f"add-{JK}")),
    Scene("ble-probe", PATH, _mode(ble=3), _by(f"probe-{JK}"), settle=900),
    Scene("ble-release", PATH, _mode(ble=3), _by("release-A4:C1:38:00:00:00")),
    Scene("ble-error", PATH, _mode(fail="/api/instances/mqtt_ha/call"), noise=REFUSED),
    Scene("ble-loading", PATH, _mode(delay=6000), settle=300, pending=True),
]
