"""Adapter for MQTT brokers of others."""
