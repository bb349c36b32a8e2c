"""Sunrise and sunset from NOAA's solar equations (after J. Meeus, Astronomical Algorithms, 2nd ed., ch. 25 and 28).

Upper limb on a flat horizon with 34′ of refraction, as almanacs have it. On a day on which the
sun stays up it rises and sets at its lowest point, on one on which it stays down at noon: what the
times approach as that season comes near. So "sunrise to sunset" is all of such a day or nothing of it.
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, pi, radians, sin, tan
from typing import NamedTuple

__all__ = ["Sun", "solar_day", "sun_on"]

_DAY = 86_400
_J2000 = 10_957.5  # days from 1970-01-01 00:00 to 2000-01-01 12:00
_HORIZON = cos(radians(90 + 50 / 60))


class Sun(NamedTuple):
    """Unix seconds of one day's rise and set."""

    rises: int
    sets: int


def solar_day(moment: float, longitude: float) -> int:
    """Number of the mean solar day at a longitude in which a moment (Unix seconds) lies."""
    return int((moment / _DAY + longitude / 360) // 1)


@lru_cache(maxsize=512)
def sun_on(day: int, latitude: float, longitude: float) -> Sun:
    """Rise and set of a solar day, to a minute of the almanacs' (see the tests), up to the polar circles' edges."""
    noon = _noon(day, longitude)
    midnight = (_noon(day - 1, longitude) + noon) / 2
    next_midnight = (noon + _noon(day + 1, longitude)) / 2
    rises = _crossing(midnight, noon, latitude, longitude)
    sets = _crossing(next_midnight, noon, latitude, longitude)
    return Sun(round(rises * _DAY), round(sets * _DAY))


def _noon(day: int, longitude: float) -> float:
    """The sun's highest point, in days from 1970."""
    mean = day + 0.5 - longitude / 360
    return mean - _position(mean)[1]


def _crossing(midnight: float, noon: float, latitude: float, longitude: float) -> float:
    """When the sun crosses the horizon between a midnight and a noon; by halving, which also finds where it grazes."""
    if _is_up(midnight, latitude, longitude):
        return midnight
    if not _is_up(noon, latitude, longitude):
        return noon
    down, up = midnight, noon
    while abs(up - down) * _DAY > 0.5:
        middle = (down + up) / 2
        if _is_up(middle, latitude, longitude):
            up = middle
        else:
            down = middle
    return up


def _is_up(at: float, latitude: float, longitude: float) -> bool:
    declination, equation = _position(at)
    hour_angle = 2 * pi * (at + longitude / 360 + equation - 0.5)
    across = cos(radians(latitude)) * cos(declination) * cos(hour_angle)
    return sin(radians(latitude)) * sin(declination) + across > _HORIZON


def _position(at: float) -> tuple[float, float]:
    """Declination in radians, and equation of time in days, at a time in days from 1970."""
    century = (at - _J2000) / 36_525
    mean_longitude = radians(280.46646 + century * (36_000.76983 + century * 0.0003032))
    anomaly = radians(357.52911 + century * (35_999.05029 - century * 0.0001537))
    eccentricity = 0.016708634 - century * (0.000042037 + century * 0.0000001267)
    centre = (
        sin(anomaly) * (1.914602 - century * (0.004817 + century * 0.000014))
        + sin(2 * anomaly) * (0.019993 - century * 0.000101)
        + sin(3 * anomaly) * 0.000289
    )
    node = radians(125.04 - 1_934.136 * century)
    apparent = mean_longitude + radians(centre - 0.00569 - 0.00478 * sin(node))
    obliquity = radians(23.439291 - century * 0.0130042 + 0.00256 * cos(node))
    y = tan(obliquity / 2) ** 2
    equation = (
        y * sin(2 * mean_longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * mean_longitude)
        - y * y * sin(4 * mean_longitude) / 2
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return asin(sin(obliquity) * sin(apparent)), equation / (2 * pi)
