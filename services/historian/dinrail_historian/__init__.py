"""Adapter that keeps the history of points."""
