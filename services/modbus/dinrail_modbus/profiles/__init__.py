"""Device profiles: what is known of a device's registers, as data.

schema.py    what a profile says, declared once
document.py  YAML to plain data, every place with its line
catalog.py   the shipped profiles and those of a configuration
expansion.py a device with a profile → a device with points
matching.py  which profile a live unit is likely to be
"""

from dinrail_modbus.profiles.catalog import Catalog, ProfileError, parse_profile, shipped_names
from dinrail_modbus.profiles.schema import Profile

__all__ = ["Catalog", "Profile", "ProfileError", "parse_profile", "shipped_names"]
