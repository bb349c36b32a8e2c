"""Keeps one source from drowning the others: how fast it may speak, how many points it may have."""
