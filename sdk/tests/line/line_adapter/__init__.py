"""A small but complete adapter: a device that speaks lines of text over TCP."""
