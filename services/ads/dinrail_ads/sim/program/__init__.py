"""A small declarative description of PLC programs, compiled to memory and symbols."""

from dinrail_ads.sim.program.program import Behaviour, Program
from dinrail_ads.sim.program.variables import Location, Variable

__all__ = ["Behaviour", "Location", "Program", "Variable"]
