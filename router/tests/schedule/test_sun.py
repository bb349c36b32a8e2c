"""Sunrise and sunset against a published almanac, and where there is none."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.schedule.sun import solar_day, sun_on

DAY = 86_400
LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
DAYS = st.integers(3_650, 36_500)


def almanac():
    place = ()
    for line in (Path(__file__).parent / "almanac.txt").read_text().splitlines():
        words = line.split("#")[0].split()
        if words and words[0][0].isalpha():
            place = (words[0], float(words[1]), float(words[2]))
        elif words:
            yield pytest.param(*place[1:], date.fromisoformat(words[0]), *words[1:], id=f"{place[0]} {words[0]}")


def utc_of(moment):
    return datetime.fromtimestamp(moment, UTC)


def off_by(moment, clock):
    """Seconds from a moment to a time of some day."""
    hours, minutes = clock.split(":")
    return abs((moment - int(hours) * 3600 - int(minutes) * 60 + DAY // 2) % DAY - DAY // 2)


@pytest.mark.parametrize(("latitude", "longitude", "day", "rises", "sets"), list(almanac()))
def test_the_sun_is_where_the_almanac_has_it(latitude, longitude, day, rises, sets):
    number = (day - date(1970, 1, 1)).days
    sun = sun_on(number, latitude, longitude)
    expected = {"up": (sun_on(number - 1, latitude, longitude).sets, sun_on(number + 1, latitude, longitude).rises)}
    for moment, text, up in zip(sun, (rises, sets), expected["up"], strict=True):
        if text == "up":
            assert moment == up
        elif text == "down":
            assert sun.rises == sun.sets
        else:
            assert off_by(moment, text) <= 60


@given(DAYS, LATITUDES, LONGITUDES)
def test_rise_and_set_follow_each_other_anywhere(day, latitude, longitude):
    today, tomorrow = sun_on(day, latitude, longitude), sun_on(day + 1, latitude, longitude)
    assert today.rises <= today.sets <= tomorrow.rises <= tomorrow.sets
    assert today.sets - today.rises <= DAY + 60


@given(DAYS, LATITUDES, LONGITUDES)
def test_the_solar_day_of_a_noon_is_that_day(day, latitude, longitude):
    sun = sun_on(day, latitude, longitude)
    assert solar_day((sun.rises + sun.sets) / 2, longitude) == day


@given(DAYS, st.floats(-60, 60), LONGITUDES)
def test_days_and_nights_have_sensible_lengths_where_people_live(day, latitude, longitude):
    sun = sun_on(day, latitude, longitude)
    assert 5 * 3600 < sun.sets - sun.rises < 19.5 * 3600


@pytest.mark.parametrize(("day", "share"), [(date(2026, 6, 21), 1), (date(2026, 12, 21), 0)])
def test_the_north_pole_has_sun_in_june_and_none_in_december(day, share):
    sun = sun_on((day - date(1970, 1, 1)).days, 90, 0)
    assert sun.sets - sun.rises == pytest.approx(share * DAY, abs=60)
