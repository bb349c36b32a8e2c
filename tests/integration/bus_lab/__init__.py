"""Programs written by others, as counterparts of our own."""

from integration.bus_lab.mosquitto import Mosquitto
from integration.bus_lab.paho import PahoClient, make_properties

__all__ = ["Mosquitto", "PahoClient", "make_properties"]
