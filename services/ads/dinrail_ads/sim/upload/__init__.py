"""Symbols and data types as the device uploads them."""

from dinrail_ads.sim.upload.symbols import symbol_entry, symbol_upload
from dinrail_ads.sim.upload.types import type_entry, type_upload

__all__ = ["symbol_entry", "symbol_upload", "type_entry", "type_upload"]
