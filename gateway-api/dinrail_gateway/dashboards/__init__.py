"""Dashboards: pages and their widgets in `config/pages.json` and `config/widgets.json`, one revision for both."""
