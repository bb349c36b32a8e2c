"""Webhooks in both directions, and notifications."""
