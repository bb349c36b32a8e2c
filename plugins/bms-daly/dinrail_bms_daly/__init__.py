"""Batteries with a BMS of Daly."""
