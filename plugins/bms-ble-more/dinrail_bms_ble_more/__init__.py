"""Batteries aiobmsble knows, as parsers; `catalogue` knows them without loading a driver."""
