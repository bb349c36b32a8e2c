"""The wire: the only package that knows python-can."""

from dinrail_can.client.connection import Client, Received
from dinrail_can.client.errors import ErrorState

__all__ = ["Client", "ErrorState", "Received"]
