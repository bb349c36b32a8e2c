"""Batteries with a BMS of JBD."""
