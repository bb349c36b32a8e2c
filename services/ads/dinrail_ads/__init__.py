"""TwinCAT ADS: program tables, client and adapter; `dinrail_ads.sim` is the PLC to try them on."""

__version__ = "0.1.0"
