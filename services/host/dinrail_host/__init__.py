"""Adapter for the machine DINrail runs on."""
