"""Instances as child processes, for hosts without Docker; only this package uses psutil."""
