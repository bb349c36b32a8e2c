"""Configured connections: their document, secrets, definitions on the bus, and removal."""
