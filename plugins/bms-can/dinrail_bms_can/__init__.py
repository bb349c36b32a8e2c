"""Batteries that talk to inverters on CAN."""
