"""A real ADS device on AMS/TCP with programs behind it that really run.

async with Simulator(keller()) as sim:        # port chosen by the system, AMS port 851, NetId 127.0.0.1.1.1
    sim.port, sim.program["MAIN.fbBattery.fSoc"], sim.counts["group 0xF080"], sim.fail(0xF005, 0x711, times=1)
"""

from dinrail_ads.sim.device.faults import Fault
from dinrail_ads.sim.program import Program, Variable
from dinrail_ads.sim.programs import big, catalogue, garage, keller
from dinrail_ads.sim.simulator import Simulator

__all__ = ["Fault", "Program", "Simulator", "Variable", "big", "catalogue", "garage", "keller"]
