"""When schedules are active: over midnight, on dates, with the sun, and on days when clocks are set."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from dinrail_router.findings import TextError
from dinrail_router.schedule import Calendar, Place, Schedule, calendar_of
from dinrail_router.schedule.zones import machine_zone

BERLIN = Place(latitude=52.52, longitude=13.41, tz="Europe/Berlin")
TROMSO = Place(latitude=69.65, longitude=18.96, tz="Europe/Oslo")
AUCKLAND = Place(latitude=-36.85, longitude=174.76, tz="Pacific/Auckland")


def at(text, zone="Europe/Berlin"):
    """Unix ms of a time in a zone; with an offset in the text, of exactly that moment."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)


def calendar(*schedules, place=BERLIN):
    return Calendar([msgspec.convert(each, Schedule) for each in schedules], place)


def shown(calendar, first_day, days=1):
    """Spans of some days as people read them: `25 02:00-25 03:30`."""
    spans = calendar.spans(date.fromisoformat(first_day), days)
    return [
        "-".join(datetime.fromtimestamp(ms / 1000, calendar.zone).strftime("%d %H:%M") for ms in span) for span in spans
    ]


@pytest.mark.parametrize(("schedule", "week"), [
    ({}, ["05 00:00-12 00:00"]),
    ({"from": "06:00", "to": "22:00", "days": "mon,tue"}, ["05 06:00-05 22:00", "06 06:00-06 22:00"]),
    ({"from": "22:00", "to": "06:00", "days": "fri"}, ["09 22:00-10 06:00"]),
    ({"from": "22:00", "to": "06:00", "days": "sun"}, ["05 00:00-05 06:00", "11 22:00-12 00:00"]),
    ({"from": "18:00", "days": "wed"}, ["07 18:00-08 00:00"]),
    ({"to": "06:00", "days": "wed"}, ["07 00:00-07 06:00"]),
    ({"from": "18:00", "to": "24:00", "days": "wed"}, ["07 18:00-08 00:00"]),
    ({"days": "sat,sun"}, ["10 00:00-12 00:00"]),
    ({"from": "06:00", "to": "06:00", "days": "wed,thu"}, ["07 06:00-09 06:00"]),
    ({"dates": ["2026-01-06"]}, ["06 00:00-07 00:00"]),
    ({"dates": "01-06..01-08", "from": "23:00", "to": "01:00", "days": "tue,thu"},
     ["06 23:00-07 01:00", "08 23:00-09 01:00"]),
    ({"except_dates": ["01-06..01-10", "2026-01-11"]}, ["05 00:00-06 00:00"]),
    ({"dates": ["2027-01-01"]}, []),
])  # fmt: skip
def test_a_week(schedule, week):
    assert shown(calendar(schedule), "2026-01-05", 7) == week  # a Monday


def test_a_span_belongs_to_the_day_it_starts_on():
    nights = calendar({"days": "fri", "from": "22:00", "to": "06:00"})
    assert nights.active(at("2026-01-10T05:59:59.999"))
    assert not nights.active(at("2026-01-10T06:00"))
    assert not nights.active(at("2026-01-09T05:00"))


def test_any_of_several_is_enough_and_what_meets_is_one_span():
    hours = [("06:00", "12:00"), ("12:00", "13:00"), ("20:00", "21:00")]
    both = calendar(*({"from": begin, "to": end} for begin, end in hours))
    assert shown(both, "2026-01-05") == ["05 06:00-05 13:00", "05 20:00-05 21:00"]
    assert both.next_change(at("2026-01-05T07:00")) == at("2026-01-05T13:00")


def test_each_schedule_has_its_own_zone():
    two = calendar({"from": "06:00", "to": "07:00"}, {"from": "06:00", "to": "07:00", "tz": "Asia/Tokyo"})
    assert two.active(at("2026-01-05T06:30"))
    assert two.active(at("2026-01-05T06:30", "Asia/Tokyo"))
    assert not two.active(at("2026-01-05T12:00"))


@pytest.mark.parametrize(("schedule", "zone", "day", "expected", "hours"), [
    # Europe, 29 March 2026: 02:00 → 03:00; 25 October: 03:00 → 02:00.
    ({"from": "02:30", "to": "03:30"}, "Europe/Berlin", "2026-03-29", "29 03:00-29 03:30", 0.5),
    ({"from": "01:30", "to": "02:30"}, "Europe/Berlin", "2026-03-29", "29 01:30-29 03:00", 0.5),
    ({"from": "01:00", "to": "04:00"}, "Europe/Berlin", "2026-03-29", "29 01:00-29 04:00", 2),
    ({"from": "02:30", "to": "03:30"}, "Europe/Berlin", "2026-10-25", "25 02:30-25 03:30", 2),
    ({"from": "02:15", "to": "02:45"}, "Europe/Berlin", "2026-10-25", "25 02:15-25 02:45", 1.5),
    ({"from": "01:00", "to": "02:00"}, "Europe/Berlin", "2026-10-25", "25 01:00-25 02:00", 1),
    ({"from": "03:00", "to": "04:00"}, "Europe/Berlin", "2026-10-25", "25 03:00-25 04:00", 1),
    ({}, "Europe/Berlin", "2026-10-25", "25 00:00-26 00:00", 25),
    ({}, "Europe/Berlin", "2026-03-29", "29 00:00-30 00:00", 23),
    # Southern hemisphere, half an hour of summer time.
    ({"from": "02:10", "to": "03:00"}, "Australia/Lord_Howe", "2026-10-04", "04 02:30-04 03:00", 0.5),
    ({"from": "01:40", "to": "02:00"}, "Australia/Lord_Howe", "2026-04-05", "05 01:40-05 02:00", 50 / 60),
    # Clocks set at midnight: the day begins at 01:00, or the evening is there twice.
    ({}, "America/Havana", "2026-03-08", "08 01:00-09 00:00", 23),
    ({"from": "22:00", "to": "00:30"}, "Africa/Cairo", "2026-04-23", "23 22:00-24 01:00", 2),
    ({"from": "23:30"}, "Africa/Cairo", "2026-10-29", "29 23:30-30 00:00", 1.5),
])  # fmt: skip
def test_a_day_on_which_clocks_are_set(schedule, zone, day, expected, hours):
    # The days around it are cut out, so that what of them reaches into the day is not seen.
    one_day = calendar({**schedule, "tz": zone, "dates": day})
    ((start, end),) = one_day.spans(date.fromisoformat(day), 2)
    assert shown(one_day, day, 2) == [expected]
    assert (end - start) / 3_600_000 == pytest.approx(hours)


def test_a_day_that_was_left_out_has_no_spans():
    skipped = calendar({"tz": "Pacific/Apia", "dates": "2011-12-30"})
    assert skipped.next_change(at("2011-12-01T00:00", "Pacific/Apia")) is None
    around = calendar({"tz": "Pacific/Apia", "from": "22:00", "to": "06:00"})
    assert shown(around, "2011-12-29", 3) == ["29 00:00-29 06:00", "29 22:00-31 06:00", "31 22:00-01 00:00"]


def test_night_from_sunset_to_sunrise():
    night = calendar({"from": "sunset", "to": "sunrise"})
    assert shown(night, "2026-06-21") == ["21 00:00-21 04:43", "21 21:33-22 00:00"]
    assert shown(night, "2026-12-21") == ["21 00:00-21 08:14", "21 15:53-22 00:00"]


def test_the_sun_with_an_offset():
    assert shown(calendar({"from": "sunrise-00:30", "to": "sunset+45m"}), "2026-06-21") == ["21 04:13-21 22:18"]


@pytest.mark.parametrize(("schedule", "summer", "winter"), [
    ({"from": "sunset", "to": "23:00"}, ["21 21:33-21 23:00"], ["21 15:53-21 23:00"]),
    ({"from": "sunset", "to": "21:00"}, [], ["21 15:53-21 21:00"]),
    ({"from": "06:30", "to": "sunrise"}, [], ["21 06:30-21 08:14"]),
    ({"from": "sunrise", "to": "07:00"}, ["21 04:43-21 07:00"], []),
    ({"from": "20:00", "to": "sunset"}, ["21 20:00-21 21:33"], []),
    ({"from": "12:00", "to": "sunset"}, ["21 12:00-21 21:33"], ["21 12:00-21 15:53"]),
    ({"from": "sunset"}, ["21 21:33-22 00:00"], ["21 15:53-22 00:00"]),
    ({"to": "sunrise"}, ["21 00:00-21 04:43"], ["21 00:00-21 08:14"]),
    ({"from": "sunset", "to": "01:00"}, ["21 21:33-22 01:00"], ["21 15:53-22 01:00"]),
    ({"from": "23:00", "to": "sunrise"}, ["21 23:00-22 04:43"], ["21 23:00-22 08:15"]),
    ({"from": "sunrise", "to": "sunrise+1h"}, ["21 04:43-21 05:43"], ["21 08:14-21 09:14"]),
    ({"from": "sunset", "to": "sunset-1h"}, ["21 21:33-22 20:33"], ["21 15:53-22 14:54"]),
    ({"from": "sunrise+5h", "to": "sunset-5h"}, ["21 09:43-21 16:33"], []),
])  # fmt: skip
def test_sun_and_clock_together_mean_the_same_evening_or_morning(schedule, summer, winter):
    assert shown(calendar({**schedule, "dates": "06-21"}), "2026-06-21", 2) == summer
    assert shown(calendar({**schedule, "dates": "12-21"}), "2026-12-21", 2) == winter


def test_where_the_sun_stays_up_the_day_is_all_and_the_night_nothing():
    day = calendar({"from": "sunrise", "to": "sunset"}, place=TROMSO)
    night = calendar({"from": "sunset", "to": "sunrise"}, place=TROMSO)
    assert shown(day, "2026-06-20", 3) == ["20 00:00-23 00:00"]
    assert shown(night, "2026-06-20", 3) == []
    assert shown(day, "2026-12-20", 3) == []
    assert shown(night, "2026-12-20", 3) == ["20 00:00-23 00:00"]
    assert day.next_change(at("2026-06-20T12:00")) == night.next_change(at("2026-06-20T12:00"))
    assert shown(day, "2026-07-25", 2) == ["25 00:00-26 00:37", "26 01:04-27 00:00"]


def test_the_sun_of_the_day_is_that_of_the_zones_day():
    assert shown(calendar({"from": "sunrise", "to": "sunset"}, place=AUCKLAND), "2026-01-05") == ["05 06:08-05 20:43"]


def test_without_a_place_and_zone_the_clock_is_the_machines(monkeypatch):
    monkeypatch.setenv("TZ", ":Asia/Kathmandu")
    machine_zone.cache_clear()
    try:
        six = calendar({"from": "06:00", "to": "07:00"}, place=Place())
        assert six.active(at("2026-01-05T06:30+05:45"))
        assert six.zone.key == "Asia/Kathmandu"
        monkeypatch.setenv("TZ", "what/ever")
        machine_zone.cache_clear()
        assert machine_zone().key != "Asia/Kathmandu"
    finally:
        machine_zone.cache_clear()


@pytest.mark.parametrize("schedule", [
    {}, {"days": "mon-sun"}, {"from": "05:00", "to": "05:00"}, {"from": "sunset", "to": "sunset"},
    {"dates": ["1970-01-01..9999-12-31"]}, {"dates": ["01-01..12-31"]},
])  # fmt: skip
def test_what_is_always_active_never_changes(schedule):
    always = calendar(schedule)
    now = at("2026-03-28T12:00")
    assert always.active(now)
    assert always.next_change(now) is None


def test_the_next_change_follows_a_clock_that_jumps():
    hours = calendar({"from": "06:00", "to": "22:00"})
    for now, change in [("06T05:00", "06T06:00"), ("06T06:00", "06T22:00"), ("05T23:00", "06T06:00"),
                        ("06T05:59", "06T06:00"), ("09T07:00", "09T22:00"), ("06T06:00", "06T22:00")]:  # fmt: skip
        assert hours.next_change(at(f"2026-01-{now}")) == at(f"2026-01-{change}")


def test_what_is_never_active_never_changes():
    never = calendar({"dates": "2020-01-01"})
    assert not never.active(at("2026-01-01T00:00"))
    assert never.next_change(at("2026-01-01T00:00")) is None
    assert Calendar([], BERLIN).next_change(at("2026-01-01T00:00")) is None


def test_a_rare_day_is_found():
    assert calendar({"dates": "02-29"}).next_change(at("2028-03-01T00:00")) == at("2032-02-29T00:00")
    assert calendar({"dates": "2034-05-01"}).next_change(at("2025-01-01T00:00")) == at("2034-05-01T00:00")


@pytest.mark.parametrize("now", [-(10**18), -1, 0, 10**15, 10**18])
def test_a_clock_that_went_mad_costs_nothing(now):
    wild = calendar({"from": "sunset", "to": "06:00"})
    assert wild.active(now) in (True, False)
    assert wild.next_change(now) is None or wild.next_change(now) >= 0


def test_the_same_schedules_share_a_calendar():
    schedules = (Schedule(days="mon-fri"),)
    assert calendar_of(schedules, BERLIN) is calendar_of((Schedule(days="mon-fri"),), BERLIN)


def test_a_wrong_schedule_is_refused():
    with pytest.raises(TextError, match="no day of the week"):
        calendar({"days": "never"})
    with pytest.raises(TextError, match="unknown time zone"):
        calendar({}, place=Place(tz="Mars/Base"))
    with pytest.raises(msgspec.ValidationError, match="latitude and longitude, or neither"):
        msgspec.convert({"latitude": 1.0}, Place)
