"""Adapter types: what can be configured, with which schema."""
