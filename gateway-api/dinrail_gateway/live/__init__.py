"""Live values for browsers: one WebSocket, own subscriptions, coalesced and bounded."""
