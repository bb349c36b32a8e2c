"""One route of a file → its plan; a bidirectional one → both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from dinrail.clock import SystemClock
from dinrail.sample import Quality
from dinrail_router.diagnostics import Diagnostics
from dinrail_router.expression import Expression, compile_expression
from dinrail_router.findings import TextError
from dinrail_router.operators import Operator, name_of
from dinrail_router.pattern import Pattern, Target, parse_pattern, parse_target, turned
from dinrail_router.pipeline import parse_pipeline
from dinrail_router.plan import Plan
from dinrail_router.routing import RouteEntry
from dinrail_router.schedule import Calendar, Place, Schedule, calendar_of, problems
from dinrail_router.schedule.zones import machine_zone, zone

__all__ = ["Planner"]


class Planner:
    """`pipelines` by name; `place` of the site."""

    def __init__(
        self, diagnostics: Diagnostics, pipelines: Mapping[str, tuple[Operator, ...]], place: Place | None
    ) -> None:
        self._diagnostics = diagnostics
        self._pipelines = pipelines
        self._place = place or Place()
        self._zone = zone(self._place.tz) if self._place.tz else machine_zone()

    def plans_of(self, entry: RouteEntry, label: str, place: int) -> list[Plan]:
        """No plan when something is wrong, which is a finding then."""
        before = len(self._diagnostics.findings)
        pointer = f"/routes/{place}"
        patterns, targets = self._ends(entry, label, pointer)
        wildcards = min((pattern.wildcards for pattern in patterns), default=99)
        steps = self._steps(entry, label, pointer)
        self._check_points(steps, wildcards, label, f"{pointer}/transform")
        plan = Plan(
            label=label,
            id=None if entry.id is msgspec.UNSET else entry.id,
            place=place,
            name=entry.name,
            enabled=entry.enabled,
            patterns=patterns,
            targets=targets,
            operators=steps,
            passes=_passes(entry.quality),
            bad_on_error=entry.on_error == "bad",
            condition=self._condition(entry, wildcards, label, pointer),
            calendar=self._calendar(entry, label, pointer),
            zone=self._zone,
            paired=entry.bidirectional,
            max_rate=entry.max_rate,
        )
        back = self._back(plan, pointer) if entry.bidirectional and len(self._diagnostics.findings) == before else None
        if len(self._diagnostics.findings) > before:
            return []
        self._advise(plan, pointer)
        return [plan] if back is None else [plan, back]

    def _ends(self, entry: RouteEntry, label: str, pointer: str) -> tuple[tuple[Pattern, ...], tuple[Target, ...]]:
        patterns: list[Pattern] = []
        targets: list[Target] = []
        for where, text in _texts(entry.from_, f"{pointer}/from"):
            with self._diagnostics.text_at(where, label):
                patterns.append(parse_pattern(text))
        wildcards = min((pattern.wildcards for pattern in patterns), default=99)
        for where, text in _texts(entry.to, f"{pointer}/to"):
            with self._diagnostics.text_at(where, label):
                targets.append(parse_target(text, wildcards))
        return tuple(dict.fromkeys(patterns)), tuple(dict.fromkeys(targets))

    def _steps(self, entry: RouteEntry, label: str, pointer: str) -> tuple[Operator, ...]:
        if not isinstance(entry.transform, str):
            return tuple(entry.transform)
        try:
            return parse_pipeline(entry.transform, self._pipelines)
        except TextError as error:
            self._diagnostics.text(error, f"{pointer}/transform", label)
            return ()

    def _check_points(self, steps: tuple[Operator, ...], wildcards: int, label: str, pointer: str) -> None:
        for step in steps:
            for address in step.points:
                with self._diagnostics.text_at(pointer, label):
                    parse_target(address, wildcards)

    def _condition(self, entry: RouteEntry, wildcards: int, label: str, pointer: str) -> Expression | None:
        condition: Expression | None = None
        if entry.when.strip():
            with self._diagnostics.text_at(f"{pointer}/when", label):
                condition = compile_expression(entry.when)
                for address in condition.points:
                    parse_target(address, wildcards)
        return condition

    def _calendar(self, entry: RouteEntry, label: str, pointer: str) -> Calendar | None:
        if entry.schedule is msgspec.UNSET or entry.schedule == []:
            return None
        single = isinstance(entry.schedule, Schedule)
        schedules = (entry.schedule,) if isinstance(entry.schedule, Schedule) else tuple(entry.schedule)
        before = len(self._diagnostics.findings)
        for number, schedule in enumerate(schedules):
            where = f"{pointer}/schedule" if single else f"{pointer}/schedule/{number}"
            for place, error in problems(schedule, self._place):
                self._diagnostics.text(error, where + place, label)
        return None if len(self._diagnostics.findings) > before else calendar_of(schedules, self._place)

    def _back(self, plan: Plan, pointer: str) -> Plan | None:
        """The plan from target to source."""
        try:
            if len(plan.patterns) != 1 or len(plan.targets) != 1:
                message = "a bidirectional route has one source and one target"
                raise TextError(message, key="bidirectional_ends")
            pattern, target = turned(plan.patterns[0], plan.targets[0])
            inverse = tuple(_undo(step) for step in reversed(plan.operators))
        except TextError as error:
            self._diagnostics.text(error, f"{pointer}/bidirectional", plan.label)
            return None
        condition = plan.condition if _is_about_others(plan.condition) else None
        return msgspec.structs.replace(
            plan, patterns=(pattern,), targets=(target,), operators=inverse, condition=condition, back=True
        )

    def _advise(self, plan: Plan, pointer: str) -> None:
        if plan.bad_on_error and not any(target.calculated for target in plan.targets):
            message = "on_error bad has no effect: a write request has no quality, only calculated points have"
            self._diagnostics.add(
                "on_error_without_effect", message, f"{pointer}/on_error", plan.label, level="warning"
            )
        if plan.calendar is not None and plan.calendar.is_over(SystemClock().now_ms()):
            message = "the schedule is not active now and never will be: the route carries nothing any more"
            self._diagnostics.add("schedule_never_active", message, f"{pointer}/schedule", plan.label, level="warning")


def _is_about_others(condition: Expression | None) -> bool:
    """Whether a condition holds for both directions: it does not look at the value itself."""
    return condition is not None and not condition.captures and condition.names <= {"hour", "weekday"}


def _undo(step: Operator) -> Operator:
    try:
        inverse = step.inverse()
    except ValueError:  # its parameters cannot be turned round
        inverse = None
    if inverse is None:
        name = name_of(step)
        hint = "use two routes, each with its own transform"
        raise TextError(f"{name} cannot be undone", key="no_inverse", hint=hint, operator=name)
    return inverse


@cache
def _one_set(qualities: frozenset[Quality]) -> frozenset[Quality]:
    return qualities  # one object for all routes


def _passes(quality: Quality | list[Quality]) -> frozenset[Quality]:
    return _one_set(frozenset([quality] if isinstance(quality, str) else quality))


def _texts(value: str | list[str], pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    else:
        yield from ((f"{pointer}/{number}", text) for number, text in enumerate(value))
