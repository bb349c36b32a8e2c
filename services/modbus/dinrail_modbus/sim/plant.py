"""The roof, the house and the two devices that measure them."""

from __future__ import annotations

from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.sim.inverter import Inverter
from dinrail_modbus.sim.meter import Meter
from dinrail_modbus.sim.weather import Weather

__all__ = ["Plant"]

INVERTER, METER = 1, 2
LONGEST_STEP_S = 30.0


class Plant:
    """Unit 1 the inverter, unit 2 the meter; `step` lets simulated seconds pass."""

    def __init__(self, *, seed: int = 1, start_hour: float = 10.0, night: bool = True) -> None:
        self.weather = Weather(seed, start_hour * 3600, night=night)
        self.inverter = Inverter()
        self.meter = Meter()
        self.step(10.0)

    @property
    def units(self) -> dict[int, Bank]:
        """Registers by unit id."""
        return {INVERTER: self.inverter.bank, METER: self.meter.bank}

    def step(self, seconds: float) -> None:
        """Let time pass, in steps short enough for the models."""
        while seconds > 0:
            part = min(seconds, LONGEST_STEP_S)
            seconds -= part
            self.weather.step(part)
            self.inverter.step(part, self.weather)
            inverter = self.inverter
            self.meter.step(part, self.weather, fed=inverter.ac, volts=inverter.volts, hertz=inverter.hertz)
