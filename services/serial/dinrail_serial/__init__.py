"""Batteries and meters on serial lines as a DINrail adapter."""

__all__: list[str] = []
