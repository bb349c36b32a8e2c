"""Implementations by others that our parts are checked against."""
