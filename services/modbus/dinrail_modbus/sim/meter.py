"""Unit 2: a three-phase meter at the grid connection, 32 bit floats with the low word first (CDAB)."""

from __future__ import annotations

from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.sim.weather import Weather

__all__ = ["Meter"]

SHARES = (0.5, 0.2, 0.3)  # of the load on L1, L2, L3; the inverter feeds L1


class Meter:
    """`power`: W taken from the grid, negative while feeding in; energies in kWh."""

    def __init__(self) -> None:
        self.bank = Bank()
        self.power = 0.0
        self.imported, self.exported = 4321.5, 8765.25

    def step(self, seconds: float, weather: Weather, *, fed: float, volts: float, hertz: float) -> None:
        """Balance of the house's load and what the inverter feeds."""
        phases = [weather.load * share for share in SHARES]
        phases[0] -= fed
        self.power = sum(phases)
        energy = self.power * seconds / 3_600_000
        self.imported += max(0.0, energy)
        self.exported += max(0.0, -energy)
        volts_of = [volts, 230.4 + weather.noise(0.3), 229.7 + weather.noise(0.3)]
        amperes = [watts / voltage for watts, voltage in zip(phases, volts_of, strict=True)]
        values = [*volts_of, *amperes, *phases, self.power, hertz, self.imported, self.exported]
        for place, value in enumerate(values):
            self.bank.put_low_word_first("input_registers", 2 * place, value)
