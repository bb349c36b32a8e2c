"""Scenes of the CAN page."""

from __future__ import annotations

from scenes import REFUSED, Scene, _mode, _shown

PATH = "/instances/mqtt_ha/frames"

CAN = [
    Scene("can-0", PATH, _mode(can=0), settle=900),
    Scene("can-3", PATH, _mode(can=3), _shown("frame-100"), settle=900),
    Scene("can-5000", PATH, _mode(can=5000), _shown("frame-100"), settle=2500),
    Scene("can-off", PATH, _mode(can="off"), settle=900),
    Scene("can-error", PATH, _mode(fail="/api/instances/mqtt_ha/call"), noise=REFUSED, settle=900),
    Scene("can-loading", PATH, _mode(delay=6000), settle=300, pending=True),
]
