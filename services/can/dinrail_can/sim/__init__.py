"""A CAN bus with an inverter and a battery, reached by slcan on a pty and by socketcand; for tests and the demo."""

from dinrail_can.sim.battery import Battery
from dinrail_can.sim.bus import SimFrame, SimulatedBus
from dinrail_can.sim.inverter import DBC, Inverter
from dinrail_can.sim.simulator import Simulator

__all__ = ["DBC", "Battery", "Inverter", "SimFrame", "SimulatedBus", "Simulator"]
