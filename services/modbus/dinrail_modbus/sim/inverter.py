"""Unit 1: a 4.6 kW solar inverter whose power limit and enable coil really act."""

from __future__ import annotations

import struct

from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.sim.weather import Weather

__all__ = ["RATED_W", "STATES", "Inverter"]

RATED_W = 4600
PANELS_W = 5200.0
EFFICIENCY = 0.97
RAMP_W_PER_S = 2000.0
WAKE_W = 40.0
HOT_C = 62.0
STATES = {0: "off", 1: "standby", 2: "starting", 4: "feeding", 5: "limited", 7: "fault"}
OFF, STANDBY, STARTING, FEEDING, LIMITED = 0, 1, 2, 4, 5
ALARM_HOT, ALARM_LIMITED, ALARM_NIGHT = 1, 2, 4


class Inverter:
    """Measures in input registers, settings in holding registers and coils; the map is in the README."""

    def __init__(self) -> None:
        self.bank = Bank()
        self.dc = self.ac = 0.0
        self.volts, self.hertz, self.celsius = 230.0, 50.0, 20.0
        self.today_wh = self.total_wh = self.seconds = 0.0
        self.total_wh = 12_345_678.0
        self._day = -1
        self._settings()

    @property
    def limit(self) -> int:
        """W, as written on the wire."""
        return self.bank.get("holding_registers", 200)

    @property
    def enabled(self) -> bool:
        """The enable coil."""
        return bool(self.bank.get("coils", 0))

    def step(self, seconds: float, weather: Weather) -> None:
        """Follow sun and settings, then show it in the registers."""
        available = PANELS_W * weather.sun
        wanted = min(available * EFFICIENCY, float(RATED_W), float(self.limit)) if self.enabled else 0.0
        reach = RAMP_W_PER_S * seconds
        self.ac += min(reach, max(-reach, wanted - self.ac))
        self.dc = self.ac / EFFICIENCY
        self.seconds += seconds
        day = int(weather.time // 86_400)
        if day != self._day:
            self._day, self.today_wh = day, 0.0
        self.today_wh += self.ac * seconds / 3600
        self.total_wh += self.ac * seconds / 3600
        warm = weather.ambient + 6.0 + 38.0 * self.ac / RATED_W
        self.celsius += (warm - self.celsius) * min(1.0, seconds / 600.0)
        self.volts = 230.0 + 4.0 * self.ac / RATED_W + weather.noise(0.4)
        self.hertz = 50.0 + weather.noise(0.012)
        self._show(available, wanted)

    def _state(self, available: float, wanted: float) -> int:
        if not self.enabled:
            return OFF
        if available < WAKE_W:
            return STANDBY
        if self.ac < WAKE_W < wanted:
            return STARTING
        return LIMITED if self.limit < min(available * EFFICIENCY, RATED_W) else FEEDING

    def _show(self, available: float, wanted: float) -> None:
        state = self._state(available, wanted)
        alarms = ALARM_HOT * (self.celsius > HOT_C) | ALARM_LIMITED * (state == LIMITED)
        alarms |= ALARM_NIGHT * (available < WAKE_W)
        dc_volts = 340.0 + 60.0 * min(1.0, available / PANELS_W) if available >= WAKE_W else 0.0
        measures = struct.pack(
            ">HHHHiiHHhhIQI",
            state,
            alarms,
            round(dc_volts * 10),
            round(self.dc / dc_volts * 100) if dc_volts else 0,
            round(self.dc),
            round(self.ac),
            round(self.volts * 10),
            round(self.hertz * 100),
            round(self.ac / self.volts * 100),
            round(self.celsius * 10),
            round(self.today_wh),
            round(self.total_wh),
            round(self.seconds),
        )
        self.bank.put_bytes("input_registers", 0, measures)
        self.bank.put("discrete_inputs", 0, [1, int(available >= WAKE_W), int(alarms & ALARM_HOT)])

    def _settings(self) -> None:
        bank = self.bank
        bank.put_text("holding_registers", 100, "DR4600-00042", 8)
        bank.put_text("holding_registers", 108, "2.1.7", 4)
        bank.put("holding_registers", 200, [RATED_W])
        bank.allow("holding_registers", [200], lambda watts: watts <= RATED_W)
        bank.put("holding_registers", 201, [0b0000_0000_0000_0101])
        bank.put("holding_registers", 202, [0x1E50])
        bank.put_bytes("holding_registers", 203, struct.pack(">f", 1.0))
        bank.put_text("holding_registers", 206, "Dach Sued", 8)
        bank.allow("holding_registers", [201, 202, 203, 204, *range(206, 214)])
        bank.put("coils", 0, [1, 0])
        bank.allow("coils", [0, 1])
