"""Instances as containers; the only package that imports the Docker SDK."""
