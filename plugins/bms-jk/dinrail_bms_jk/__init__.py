"""Jikong (JK) battery management systems, over Bluetooth and over a serial line."""
