"""Self-checks: what an admin would look at once a week, looked at every hour; one file per check in `catalog/`."""
