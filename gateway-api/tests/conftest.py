"""Shared by every test of the gateway."""
