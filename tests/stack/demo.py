"""Names of the demo the tests speak of."""

INVERTER = "inverter_1"
POWER = "inverter_1.inverter.power"
LIMIT = "inverter_1.inverter.power_limit"
READ_ONLY = POWER
ROUTED = "calc.house.solar_kw"
