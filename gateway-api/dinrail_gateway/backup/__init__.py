"""Backups: one file with everything a person configured, checked before it counts, restored item by item."""
