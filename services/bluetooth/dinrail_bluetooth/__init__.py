"""Batteries on Bluetooth Low Energy."""

__version__ = "0.1.0"
