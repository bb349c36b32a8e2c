"""Simulated devices of a home that speak MQTT."""

from dinrail_mqtt.sim.home import Home

__all__ = ["Home"]
