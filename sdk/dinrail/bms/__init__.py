"""Batteries: what a battery management system says, as one record. `python -m dinrail.bms` decodes frames by hand."""

from dinrail.bms.advertisement import Advertisement
from dinrail.bms.alarms import AlarmBit, read_alarms
from dinrail.bms.can import CanFrame, CANParser, parse_candump
from dinrail.bms.conversation import Conversation, GattClient
from dinrail.bms.data import Alarm, BMSData
from dinrail.bms.errors import FrameRejected, Incomplete, KeyMissing, UnknownType
from dinrail.bms.fields import Field, Series, Table, read_integer
from dinrail.bms.guard import Guard, Limits
from dinrail.bms.parser import BMSParser, Frame, Gatt, Options, Request, SerialLine
from dinrail.bms.stream import Framing, Reassembler, StreamCounters

__all__ = [
    "Advertisement",
    "Alarm",
    "AlarmBit",
    "BMSData",
    "BMSParser",
    "CANParser",
    "CanFrame",
    "Conversation",
    "Field",
    "Frame",
    "FrameRejected",
    "Framing",
    "Gatt",
    "GattClient",
    "Guard",
    "Incomplete",
    "KeyMissing",
    "Limits",
    "Options",
    "Reassembler",
    "Request",
    "SerialLine",
    "Series",
    "StreamCounters",
    "Table",
    "UnknownType",
    "parse_candump",
    "read_alarms",
    "read_integer",
]
