"""A real Modbus server (TCP, RTU over TCP, RTU on a serial line): a solar inverter and a meter; map in the README.

async with Simulator(seed=1) as sim:          # port chosen by the system
    sim.port, sim.server.requests, sim.server.inject(Fault("silent", unit=2))
"""

from dinrail_modbus.sim.faults import Fault
from dinrail_modbus.sim.plant import Plant
from dinrail_modbus.sim.responder import Responder, SeenRequest
from dinrail_modbus.sim.rtu_server import RtuServer
from dinrail_modbus.sim.serial_line import SerialLine
from dinrail_modbus.sim.server import ModbusServer
from dinrail_modbus.sim.simulator import Simulator

__all__ = [
    "Fault",
    "ModbusServer",
    "Plant",
    "Responder",
    "RtuServer",
    "SeenRequest",
    "SerialLine",
    "Simulator",
]
