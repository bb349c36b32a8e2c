"""Fixtures of tests that run against real engines, brokers and devices."""

from integration.engine_lab import beast_image, lab, project

__all__ = ["beast_image", "lab", "project"]
