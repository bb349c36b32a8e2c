"""What can be asked of an instance besides reading and writing points.

preview.py      `plan`: the requests a configuration leads to, and whether its intervals can hold
decodings.py    `decodings`: one run of registers read in every type and order
scanning.py     `scan`: which unit ids answer, page by page
listing.py      `profiles`: which device profiles there are
reporting.py    `diagnostics`: what became of the requests to each unit
params.py       parameters of all of them
"""

from dinrail_modbus.calls.decodings import decodings
from dinrail_modbus.calls.listing import profiles
from dinrail_modbus.calls.preview import preview
from dinrail_modbus.calls.reporting import diagnostics
from dinrail_modbus.calls.scanning import scan

__all__ = ["decodings", "diagnostics", "preview", "profiles", "scan"]
