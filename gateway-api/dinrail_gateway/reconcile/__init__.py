"""Desired instances against what runs: plan, do, watch."""
