"""Batteries: all of the house, and one."""

from __future__ import annotations

from scenes import REFUSED, Scene, _mode

ONE = "/batteries/bt_1.left"

BATTERIES = [
    Scene("batteries-0", "/batteries"),
    Scene("batteries-3", "/batteries", _mode(batteries=4), settle=900),
    Scene("batteries-alarm", "/batteries", _mode(batteries=4, battery="alarm"), settle=900),
    Scene("batteries-5000", "/batteries", _mode(batteries=5000), settle=1500),
    Scene("batteries-nothing", "/batteries?q=nosuchthing", _mode(batteries=4)),
    Scene("batteries-error", "/batteries", _mode(batteries=4, fail="/api/batteries"), noise=REFUSED),
    Scene("batteries-loading", "/batteries", _mode(), lambda p: (p.route("**/api/batteries", lambda r: None), p.reload(), p.wait_for_timeout(600)), pending=True),
    Scene("batteries-offline", "/batteries", _mode(batteries=4, live="off"), settle=4500, noise=REFUSED),
    Scene("battery-fine", ONE, _mode(batteries=4), whole=True, settle=900),
    Scene("battery-alarm", ONE, _mode(batteries=4, battery="alarm"), whole=True, settle=900),
    Scene("battery-stale", ONE, _mode(batteries=4, battery="stale"), whole=True, settle=900),
    Scene("battery-dead", ONE, _mode(batteries=4, battery="dead"), whole=True, settle=900),
    Scene("battery-bare", ONE, _mode(batteries=4, battery="bare"), whole=True, settle=900),
    Scene("battery-missing", "/batteries/bt_1.gone", _mode(batteries=4)),
    Scene("battery-error", ONE, _mode(batteries=4, fail="/api/points"), noise=REFUSED),
    Scene("battery-offline", ONE, _mode(batteries=4, live="off"), settle=4500, noise=REFUSED),
    Scene("battery-loading", ONE, _mode(batteries=4), lambda p: (p.route("**/api/points?*", lambda r: None), p.reload(), p.wait_for_timeout(600)), pending=True),
]
