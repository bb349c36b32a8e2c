"""DINrail's router: compile → match → pipeline → publish."""

__version__ = "0.1.0"
