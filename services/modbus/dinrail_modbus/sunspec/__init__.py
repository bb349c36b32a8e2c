"""SunSpec: a device that says itself which models of registers it has, and where.

model.py   what a model contains, from models/<id>.yaml
chain.py   which models a device has, from its registers
layout.py  a model of a device → points
unit.py    a unit whose points come from the chain, also after it has moved
"""

from dinrail_modbus.sunspec.chain import Block, find_chain
from dinrail_modbus.sunspec.unit import SunSpecUnit

__all__ = ["Block", "SunSpecUnit", "find_chain"]
