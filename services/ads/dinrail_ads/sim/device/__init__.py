"""The simulated device: runtimes, handles, notifications, and what answers a request."""
