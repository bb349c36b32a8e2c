"""Engines that run instances; `interface` is what the rest of the gateway sees of them."""
