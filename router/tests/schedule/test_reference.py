"""Random schedules against a reference that walks minute by minute, and a calendar that agrees with itself."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail_router.schedule import Calendar, Place, Schedule

DAY = 86_400_000
MINUTE = 60_000
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Both hemispheres, half hours of offset and of summer time, midnight changes, the date line, none at all.
ZONES = st.sampled_from([
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
    "Pacific/Kiritimati", "America/St_Johns", "America/Santiago", "America/Sao_Paulo", "America/Havana", "Asia/Tehran",
    "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Antarctica/Troll", "UTC",
])  # fmt: skip
PLACES = st.builds(
    lambda latitude, longitude: Place(latitude=latitude, longitude=longitude, tz="UTC"),
    st.floats(-90, 90), st.floats(-60, 60),
)  # fmt: skip
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 0, 15, 30, 45, 59]))
SUNS = st.builds("{}{}".format, st.sampled_from(["sunrise", "sunset"]), st.sampled_from(["", "-00:30", "+90m", "-3h"]))
DAYS = st.lists(
    st.sampled_from(NAMES) | st.builds("{}-{}".format, st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=3
).map(",".join)
YEARLY = st.builds("{:02}-{:02}".format, st.integers(1, 12), st.integers(1, 28))
DATES = st.lists(YEARLY | st.builds("{}..{}".format, YEARLY, YEARLY), max_size=2).map(tuple)


def transitions(name):
    """Days on which the clocks of a zone are set, and one on which they are not."""
    zone, found = ZoneInfo(name), [date(2011, 12, 30), date(2019, 5, 1)]
    for day in range(date(2010, 1, 1).toordinal(), date(2030, 1, 1).toordinal()):
        noon = datetime.combine(date.fromordinal(day), time(12), zone)
        if noon.utcoffset() != (noon + timedelta(days=1)).utcoffset():
            found.append(date.fromordinal(day + 1))
    return found


def weekdays(text):
    chosen = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        step = NAMES.index(first)
        chosen.add(step)
        while NAMES[step] != (last or first):
            step = (step + 1) % 7
            chosen.add(step)
    return chosen or set(range(7))


def on_date(texts, day):
    at = f"{day:%m-%d}"
    ranges = [(text.partition("..")[0], text.partition("..")[2] or text) for text in texts]
    return any(first <= at <= last or (last < first and not last < at < first) for first, last in ranges)


def active_minutes(schedule, first, days):
    """Minutes (Unix ms) at which it is active, from what a clock shows in each minute and nothing else."""
    zone = ZoneInfo(schedule.tz)
    start = int(datetime.combine(first - timedelta(days=4), time(), UTC).timestamp())
    clock = [
        (minute, datetime.fromtimestamp(minute, zone).replace(tzinfo=None))
        for minute in range(start, start + (days + 8) * 86_400, 60)
    ]
    active = set()
    for ahead in range(-2, days + 3):
        day = first + timedelta(days=ahead)
        if day.weekday() not in weekdays(schedule.days) or on_date(schedule.except_dates, day):
            continue
        if schedule.dates and not on_date(schedule.dates, day):
            continue
        begin = datetime.combine(day, time.fromisoformat(schedule.from_ or "00:00"))
        end = datetime.combine(day, time.fromisoformat(schedule.to or "00:00"))
        if end <= begin:
            end += timedelta(days=1)
        first_minute = next(minute for minute, shows in clock if shows >= begin)
        last_minute = next(minute for minute, shows in reversed(clock) if shows < end)
        active.update(range(first_minute * 1000, last_minute * 1000 + MINUTE, MINUTE))
    return active


SPANS = st.builds(
    lambda zone, **given: Schedule(tz=zone, **given), ZONES, days=DAYS, dates=DATES,
    from_=CLOCKS | st.just(""), to=CLOCKS | st.just(""),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(SPANS, st.data())
def test_it_is_active_when_the_clock_on_the_wall_says_so(schedule, data):
    first = data.draw(st.sampled_from(transitions(schedule.tz))) - timedelta(days=1)
    excepted = data.draw(st.sampled_from([(), (f"{first:%m-%d}",)]))
    schedule = msgspec.structs.replace(schedule, except_dates=excepted)
    expected = active_minutes(schedule, first, 3)
    calendar = Calendar([schedule], Place())
    start = int(datetime.combine(first, time(), UTC).timestamp()) * 1000
    minutes = range(start, start + 3 * DAY, MINUTE)
    assert [minute for minute in minutes if calendar.active(minute)] == [m for m in minutes if m in expected]
    changes = [minute for minute in minutes[1:] if (minute in expected) != (minute - MINUTE in expected)]
    assert list(changes_of(calendar, start, minutes[-1])) == changes


def changes_of(calendar, start, end):
    at = calendar.next_change(start)
    while at is not None and at <= end:
        yield at
        at = calendar.next_change(at)


EDGES = CLOCKS | SUNS | st.just("")
SCHEDULES = st.lists(
    st.builds(Schedule, days=DAYS, from_=EDGES, to=EDGES, dates=DATES, tz=ZONES | st.just("")), min_size=1, max_size=3
)
MOMENTS = st.integers(0, 2_000_000_000_000)


@settings(deadline=None)
@given(SCHEDULES, PLACES, MOMENTS, st.data())
def test_the_next_change_is_the_next_time_it_differs(schedules, place, now, data):
    calendar = Calendar(schedules, place)
    state, change = calendar.active(now), calendar.next_change(now)
    until = change if change is not None else now + 400 * DAY
    between = data.draw(st.lists(st.integers(now, until - 1), max_size=5))
    for moment in [*between, until - 1]:
        assert Calendar(schedules, place).active(moment) == state
    assert change is None or (change > now and Calendar(schedules, place).active(change) != state)


@settings(deadline=None)
@given(SCHEDULES, PLACES, MOMENTS, st.lists(st.integers(-3 * DAY, 3 * DAY), max_size=20))
def test_a_clock_that_jumps_both_ways_sees_the_same_as_one_that_does_not(schedules, place, now, jumps):
    calendar = Calendar(schedules, place)
    for jump in jumps:
        assert calendar.active(now + jump) == Calendar(schedules, place).active(now + jump)


@settings(deadline=None)
@given(SCHEDULES, PLACES, st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1, 9))
def test_spans_are_what_is_active(schedules, place, first, days):
    calendar = Calendar(schedules, place)
    spans = calendar.spans(first, days)
    edges = [ms for span in spans for ms in span]
    assert edges == sorted(set(edges))
    assert all(calendar.active(start) and calendar.active(end - 1) for start, end in spans)
    gaps = zip(edges[1::2], edges[2::2], strict=False)
    assert not any(calendar.active(start) or calendar.active(end - 1) for start, end in gaps)


@settings(deadline=None)
@given(PLACES, MOMENTS)
def test_it_is_either_day_or_night(place, now):
    day = Calendar([Schedule(from_="sunrise", to="sunset")], place)
    night = Calendar([Schedule(from_="sunset", to="sunrise")], place)
    assert day.active(now) != night.active(now)
    assert day.next_change(now) == night.next_change(now)
