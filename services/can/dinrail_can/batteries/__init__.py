"""Batteries on the bus, by the parsers of `dinrail.bms`."""

from dinrail_can.batteries.asked import AskedBattery
from dinrail_can.batteries.telling import TellingBattery

__all__ = ["AskedBattery", "TellingBattery"]
