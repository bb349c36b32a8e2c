"""Bluetooth without a radio: an `org.bluez` on a private D-Bus, and batteries around it.

bus.py         the D-Bus daemon
bluez.py       the radio, methods.py what it answers, objects.py what it shows
peripheral.py  a device and its faults
devices.py     modules as the makers sell them
"""

from dinrail_bluetooth.sim.bluez import SimulatedBluez
from dinrail_bluetooth.sim.bus import PrivateBus, address_of
from dinrail_bluetooth.sim.devices import ant, daly, jbd, jk, passer_by, victron
from dinrail_bluetooth.sim.peripheral import Characteristic, Fault, Peripheral

__all__ = [
    "Characteristic",
    "Fault",
    "Peripheral",
    "PrivateBus",
    "SimulatedBluez",
    "address_of",
    "ant",
    "daly",
    "jbd",
    "jk",
    "passer_by",
    "victron",
]
