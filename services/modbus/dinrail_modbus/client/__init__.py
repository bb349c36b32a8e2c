"""The field side, and all of pymodbus there is in this service.

connection.py   one link and its requests
wires.py        the pymodbus client of an endpoint
answers.py      what a device answers
suspects.py     units whose answer may still come
"""

from dinrail_modbus.client.answers import ExceptionAnswer
from dinrail_modbus.client.connection import ModbusClient

__all__ = ["ExceptionAnswer", "ModbusClient"]
