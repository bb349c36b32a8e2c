"""A receiver that behaves well or badly, by the path it is asked for."""

from dinrail_webhook.sim.receiver import Received, Receiver

__all__ = ["Received", "Receiver"]
