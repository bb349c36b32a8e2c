"""CAN: signals, batteries, client and adapter; `dinrail_can.sim` is the bus to try them on."""

__version__ = "0.1.0"
