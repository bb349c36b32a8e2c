"""Units of the field: `conversion("kWh", "MJ")` is (3.6, 0.0), `conversion("°C", "K")` is (1.0, 273.15)."""

from __future__ import annotations

from dinrail_router.units.conversion import Unit, conversion, unit, units

__all__ = ["Unit", "conversion", "unit", "units"]
