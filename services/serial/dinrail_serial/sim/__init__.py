"""Batteries and a meter that speak the wire, on pseudo terminals and TCP ports.

pack.py      a battery's physics
speaker.py   what every simulated device is, and its faults
line.py      devices on one line: a pseudo terminal that can be unplugged, or a TCP port
"""

from dinrail.testing.boards.ant import AntSpeaker
from dinrail.testing.boards.daly import DalySpeaker
from dinrail.testing.boards.jbd import JbdSpeaker
from dinrail.testing.boards.pack import Pack
from dinrail.testing.boards.speaker import Fault, Speaker
from dinrail_serial.sim.line import SimulatedLine
from dinrail_serial.sim.meter import MeterSpeaker
from dinrail_serial.sim.vedirect import VedirectSpeaker

__all__ = [
    "AntSpeaker",
    "DalySpeaker",
    "Fault",
    "JbdSpeaker",
    "MeterSpeaker",
    "Pack",
    "SimulatedLine",
    "Speaker",
    "VedirectSpeaker",
]
