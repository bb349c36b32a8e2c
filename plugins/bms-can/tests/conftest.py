"""In a checkout without installation the plugins' folders become importable."""

from dinrail.bms.plugins import types

types()
