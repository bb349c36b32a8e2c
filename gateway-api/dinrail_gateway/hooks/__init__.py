"""Incoming webhooks: the only requests from outside that need no session."""
