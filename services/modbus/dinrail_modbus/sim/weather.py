"""Sun, clouds and the household's appetite over a day; random, but the same for the same seed."""

from __future__ import annotations

import math
import random

__all__ = ["Weather", "day_shape"]

HOUR, DAY = 3600.0, 86_400.0
SUNRISE, SUNSET = 5.5 * HOUR, 20.5 * HOUR
MORNING, EVENING = 7.5 * HOUR, 18.5 * HOUR
CLOUD_S = 300.0  # how long a cloud lasts, roughly


def day_shape(second_of_day: float) -> float:
    """Clear sky: 0 at night, 1 at noon."""
    if not SUNRISE < second_of_day < SUNSET:
        return 0.0
    return math.pow(math.sin(math.pi * (second_of_day - SUNRISE) / (SUNSET - SUNRISE)), 1.2)


class Weather:
    """`sun`: share of full irradiance, 0 … 1; `load`: W the house takes; `ambient`: °C.

    Without `night` the evening (18:30) is followed by the next morning (7:30).
    """

    def __init__(self, seed: int, second_of_day: float, *, night: bool = True) -> None:
        self.time = second_of_day
        self._night = night
        self.sun = self.load = self.ambient = 0.0
        self._random = random.Random(seed)  # noqa: S311
        self._clear = 0.85
        self._kettle_until = 0.0
        self.step(0.0)

    def step(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds
        if not self._night and self.time % DAY >= EVENING:
            self.time += DAY - EVENING + MORNING
        day = self.time % DAY
        pull = 1.0 - math.exp(-seconds / CLOUD_S)
        drift = self._random.gauss(0.0, 0.35) * math.sqrt(pull)
        self._clear = min(1.0, max(0.15, self._clear + (0.8 - self._clear) * pull + drift * 0.5))
        self.sun = day_shape(day) * self._clear
        self.ambient = 14.0 + 8.0 * math.sin(2 * math.pi * (day / DAY - 0.375))
        self.load = self._household(day, seconds)

    def noise(self, width: float) -> float:
        """Measuring noise around 0."""
        return self._random.gauss(0.0, width)

    def _household(self, day: float, seconds: float) -> float:
        hour = day / HOUR
        meals = 900.0 * _bump(hour, 7.2, 0.8) + 600.0 * _bump(hour, 12.3, 0.7) + 1400.0 * _bump(hour, 19.0, 1.6)
        if self.time >= self._kettle_until and self._random.random() < seconds / (0.75 * HOUR):
            self._kettle_until = self.time + self._random.uniform(90.0, 240.0)
        kettle = 1900.0 if self.time < self._kettle_until else 0.0
        return max(90.0, 260.0 + meals + kettle + self.noise(12.0))


def _bump(hour: float, middle: float, width: float) -> float:
    return math.exp(-math.pow((hour - middle) / width, 2))
