"""Panic: a latch on disk and on the bus that blocks writes, stops routes, or stops all hardware."""
