"""A real MQTT 5 broker inside the test process, on a TCP port of the loopback."""

from dinrail.testing.broker._broker import Acl, FakeBroker
from dinrail.testing.broker._record import Published

__all__ = ["Acl", "FakeBroker", "Published"]
