"""Maintenance holds: a device under repair keeps its last values, flagged, and takes no write until a time."""
