"""A real Modbus TCP server with a small solar inverter and a meter behind it; the map is in the README.

async with Simulator(seed=1) as sim:          # port chosen by the system
    sim.port, sim.server.requests, sim.server.inject(Fault("silent", unit=2))
"""

from dinrail_modbus.sim.faults import Fault
from dinrail_modbus.sim.plant import Plant
from dinrail_modbus.sim.server import ModbusServer, SeenRequest
from dinrail_modbus.sim.simulator import Simulator

__all__ = ["Fault", "ModbusServer", "Plant", "SeenRequest", "Simulator"]
