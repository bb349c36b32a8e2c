"""Points of DINrail as devices and entities of Home Assistant."""

from dinrail_mqtt.homeassistant.announcer import Announcer

__all__ = ["Announcer"]
