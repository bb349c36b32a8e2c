"""The battery every adapter must pass, run against the real process of the adapter and a simulator of its device.

A service puts `tests/conformance.py` beside its code, with a class `Subject` made from this module's; `discover`
finds it, `Rig` runs the adapter with it, each function in `CHECKS` that can be asked of it takes a rig and raises
NotConforming.

    for check in checks_of(subject):
        async with Rig(subject, FakeBroker()) as rig:
            await check(rig)
"""

from dinrail.testing.conformance.battery import CHECKS, Check, checks_of
from dinrail.testing.conformance.discovery import Found, discover
from dinrail.testing.conformance.expectation import NotConforming
from dinrail.testing.conformance.mosquitto import Mosquitto
from dinrail.testing.conformance.rig import Rig
from dinrail.testing.conformance.subject import Subject

__all__ = ["CHECKS", "Check", "Found", "Mosquitto", "NotConforming", "Rig", "Subject", "checks_of", "discover"]
