"""Fixtures of tests that run against real engines, brokers and devices."""

from integration.engine_lab import beast_image, lab, project
from integration.runtime_labs import bench, unstarted

__all__ = ["beast_image", "bench", "lab", "project", "unstarted"]
