"""DINrail's gateway: configuration, instances, containers, users and live data behind one HTTP API."""

__version__ = "0.1.0"
