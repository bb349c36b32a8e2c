"""Errors to a Sentry server outside: off unless an admin gives a DSN, and only what is allowed to leave."""
