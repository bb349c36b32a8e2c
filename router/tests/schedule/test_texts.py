"""Days, times and dates as text: what they mean, and what is wrong with them where."""

from datetime import date

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.options import config_schema
from dinrail_router.schedule import Place, Schedule, place_problems, problems
from dinrail_router.schedule.dates import parse_dates
from dinrail_router.schedule.days import parse_days
from dinrail_router.schedule.edges import Edge, parse_edge

MUNICH = Place(latitude=48.1, longitude=11.6, tz="Europe/Berlin")
SCHEMA = jsonschema.Draft202012Validator(config_schema(Schedule))
MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.mark.parametrize(("text", "days"), [
    ("", "0123456"), ("mon", "0"), ("mon-fri", "01234"), ("sat,sun", "56"), ("mon-wed,fri", "0124"),
    ("fri-mon", "0456"), ("sun-sat", "0123456"), ("wed-wed", "2"), (" mon - tue , sun ", "016"), ("mon,mon", "0"),
])  # fmt: skip
def test_days(text, days):
    assert parse_days(text) == {int(day) for day in days}


@pytest.mark.parametrize(("text", "edge"), [
    ("06:00", Edge("", 6 * HOUR)), ("6:30", Edge("", 6 * HOUR + 30 * MINUTE)), ("00:00", Edge("", 0)),
    ("23:59:59", Edge("", 24 * HOUR - 1000)), ("24:00", Edge("", 24 * HOUR)),
    ("sunrise", Edge("sunrise", 0)), ("sunset-00:30", Edge("sunset", -30 * MINUTE)),
    ("sunrise+45m", Edge("sunrise", 45 * MINUTE)), ("sunset-1h30m", Edge("sunset", -90 * MINUTE)),
    ("sunset+12h", Edge("sunset", 12 * HOUR)), ("sunset+00:00:15", Edge("sunset", 15_000)),
])  # fmt: skip
def test_times(text, edge):
    assert parse_edge(text, end=True) == edge


@pytest.mark.parametrize(("text", "inside", "outside"), [
    ("2026-12-24", ["2026-12-24"], ["2026-12-23", "2026-12-25", "2025-12-24"]),
    ("2026-12-20..2027-01-06", ["2026-12-20", "2026-12-31", "2027-01-06"], ["2026-12-19", "2027-01-07"]),
    ("12-25", ["1999-12-25", "2026-12-25"], ["2026-12-24"]),
    ("12-24..01-06", ["2026-12-24", "2027-01-01", "2030-01-06"], ["2026-12-23", "2027-01-07", "2026-06-01"]),
    ("05-01 .. 09-30", ["2026-05-01", "2026-09-30"], ["2026-04-30", "2026-10-01"]),
    ("02-29", ["2024-02-29"], ["2026-02-28", "2026-03-01"]),
    ("2024-02-29", ["2024-02-29"], ["2028-02-29"]),
])  # fmt: skip
def test_dates(text, inside, outside):
    dates = parse_dates(text)
    assert all(dates.hold(date.fromisoformat(day)) for day in inside)
    assert not any(dates.hold(date.fromisoformat(day)) for day in outside)


@pytest.mark.parametrize(("field", "text", "offset", "key", "hint"), [
    ("days", "mon-Fri", 4, "schedule_days_invalid", 'did you mean "fri"?'),
    ("days", "Monday", 0, "schedule_days_invalid", 'did you mean "mon"?'),
    ("days", "mon,", 4, "schedule_days_invalid", "there are: mon, tue, wed, thu, fri, sat, sun"),
    ("days", "mon tue", 4, "schedule_days_invalid", "for example mon-fri,sun"),
    ("days", "mon-wed-fri", 7, "schedule_days_invalid", "for example mon-fri,sun"),
    ("from", "25:00", 0, "schedule_time_invalid", "for example 06:00, sunset or sunrise-00:30"),
    ("from", "24:00", 0, "schedule_time_invalid", "for example 00:00"),
    ("to", "24:01", 0, "schedule_time_invalid", "for example 06:00, sunset or sunrise-00:30"),
    ("to", "06:60", 0, "schedule_time_invalid", "for example 06:00, sunset or sunrise-00:30"),
    ("to", "6 Uhr", 0, "schedule_time_invalid", "for example 06:00, sunset or sunrise-00:30"),
    ("to", "Sunset", 0, "schedule_time_invalid", 'did you mean "sunset"?'),
    ("to", "sunries+5m", 0, "schedule_time_invalid", 'did you mean "sunrise"?'),
    ("to", "sunset 5m", 6, "schedule_time_invalid", "for example sunset-00:30"),
    ("to", "sunset+5", 8, "schedule_time_invalid", "for example 5s"),
    ("to", "sunset+5minutes", 8, "schedule_time_invalid", 'did you mean "m"?'),
    ("to", "sunset+1:5", 7, "schedule_time_invalid", "for example 06:00, sunset or sunrise-00:30"),
    ("to", "sunset-12:01", 7, "schedule_time_invalid", "for example sunset-00:30"),
    ("dates", "24.12.2026", 0, "schedule_dates_invalid", "for example 2026-12-24, 12-25 or 12-24..01-06"),
    ("dates", "", 0, "schedule_dates_invalid", "for example 2026-12-24, 12-25 or 12-24..01-06"),
    ("dates", "2026-02-29", 0, "schedule_dates_invalid", "for example 2026-12-24, 12-25 or 12-24..01-06"),
    ("dates", "12-24..13-01", 7, "schedule_dates_invalid", "for example 2026-12-24, 12-25 or 12-24..01-06"),
    ("dates", "2026-12-24..01-06", 12, "schedule_dates_invalid", "for example 2026-12-24, 12-25 or 12-24..01-06"),
    ("dates", "12-24-26", 5, "schedule_dates_invalid", "for example 2026-12-24, 12-25 or 12-24..01-06"),
    ("except_dates", "2026-12-24..2026-12-20", 12, "schedule_dates_reversed", ""),
    ("tz", "europe/berlin", 0, "zone_unknown", 'did you mean "Europe/Berlin"?'),
    ("tz", "Q9", 0, "zone_unknown", "for example Europe/Berlin"),
])  # fmt: skip
def test_a_wrong_text_is_found_where_it_is(field, text, offset, key, hint):
    schedule = Schedule(**{"from_" if field == "from" else field: text})
    ((pointer, error),) = problems(schedule, MUNICH)
    assert (pointer, error.offset, error.finding_key, error.hint) == (f"/{field}", offset, key, hint)
    assert text[:64] in error.details.values()


def test_everything_wrong_is_told_at_once_and_in_its_place():
    schedule = Schedule(days="x", from_="y", to="z", dates=("12-25", "nope"), except_dates=("also",), tz="Mars/Base")
    found = [pointer for pointer, _ in problems(schedule, MUNICH)]
    assert found == ["/days", "/from", "/to", "/dates/1", "/except_dates/0", "/tz"]


@pytest.mark.parametrize("place", [Place(), Place(tz="Europe/Berlin")])
def test_sunset_needs_a_place(place):
    ((pointer, error),) = problems(Schedule(from_="sunset"), place)
    assert (pointer, error.finding_key) == ("/from", "schedule_needs_place")
    assert '"place"' in error.hint


def test_a_place_can_name_an_unknown_zone():
    ((pointer, error),) = place_problems(Place(tz="Europe/Berln"))
    assert (pointer, error.hint) == ("/tz", 'did you mean "Europe/Berlin"?')


@pytest.mark.parametrize(
    "name", ["Europe", "../etc/passwd", "/etc/passwd", "tzdata.zi", "Europe/Berlin\0", "\ud800", "."]
)
def test_no_name_of_a_zone_reads_anything_but_zones(name):
    ((_, error),) = place_problems(Place(tz=name))
    assert error.finding_key == "zone_unknown"


ODD = st.text("montuewdhfrisa0123456789:-+., ", max_size=14) | st.text(max_size=6)


@given(st.sampled_from(["days", "from_", "to", "dates", "except_dates"]), ODD)
def test_no_text_makes_it_raise_and_what_it_takes_fits_the_schema(field, text):
    schedule = Schedule(**{field: text})
    found = [error for _, error in problems(schedule, MUNICH)]
    assert all(0 <= error.offset <= len(text) for error in found)
    assert all(error.message.isprintable() for error in found)
    assert found or SCHEMA.is_valid({field.rstrip("_"): text})


DAY = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
CLOCK = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
OFFSET = st.builds("{}{}".format, st.sampled_from("+-"), st.sampled_from(["00:30", "9:00:15", "45m", "1h30m", "1.5h"]))
EDGE = CLOCK | st.builds("{}{}".format, st.sampled_from(["sunrise", "sunset"]), OFFSET | st.just(""))
YEARLY = st.builds("{:%m-%d}".format, st.dates(date(2024, 1, 1), date(2024, 12, 31)))
DATE = st.dates(date(1000, 1, 1)).map(str) | YEARLY | st.builds("{}..{}".format, YEARLY, YEARLY)
WELL_FORMED = st.fixed_dictionaries({}, optional={
    "days": st.lists(DAY | st.builds("{}-{}".format, DAY, DAY), min_size=1).map(",".join),
    "from": EDGE,
    "to": EDGE | st.just("24:00"),
    "dates": DATE | st.lists(DATE, max_size=4),
    "except_dates": DATE,
    "tz": st.sampled_from(["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5"]),
})  # fmt: skip


@given(WELL_FORMED)
def test_what_is_well_formed_is_taken_by_parser_and_schema(content):
    assert list(problems(msgspec.convert(content, Schedule), MUNICH)) == []
    SCHEMA.validate(content)
