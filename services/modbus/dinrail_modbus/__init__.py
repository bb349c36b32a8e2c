"""Modbus TCP: planner, codec, client and adapter; `dinrail_modbus.sim` is the device to try them on."""

__version__ = "0.1.0"
