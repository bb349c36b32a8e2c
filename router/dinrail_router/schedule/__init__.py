"""Schedules: days, spans of time over midnight, dates, sunrise and sunset, safe when clocks are set."""

from __future__ import annotations

from dinrail_router.schedule.calendar import Calendar, calendar_of
from dinrail_router.schedule.checks import place_problems, problems
from dinrail_router.schedule.entry import Place, Schedule

__all__ = ["Calendar", "Place", "Schedule", "calendar_of", "place_problems", "problems"]
