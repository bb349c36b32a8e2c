"""Everything that is wrong with the cases of a file, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from dinrail_router.cases.entry import Case, Expected, Given
from dinrail_router.cases.start import moment
from dinrail_router.diagnostics import Diagnostics
from dinrail_router.durations import seconds
from dinrail_router.findings import TextError, did_you_mean
from dinrail_router.index import PatternIndex
from dinrail_router.pattern import parse_pattern
from dinrail_router.plan import Plan
from dinrail_router.schedule import Place

__all__ = ["CaseChecks"]


class CaseChecks:
    """Cases are checked one by one, so that each mistake is found."""

    def __init__(self, diagnostics: Diagnostics, place: Place) -> None:
        self.cases: list[Case] = []
        self._diagnostics = diagnostics
        self._place = place

    def take(self, number: int, content: Any) -> None:
        """One case of the file; what is wrong with it becomes findings."""
        pointer = f"/tests/{number}"
        try:
            case = msgspec.convert(content, type=Case)
        except msgspec.ValidationError as error:
            self._diagnostics.invalid(str(error), pointer, content, "")
            return
        self.cases.append(case)
        with self._diagnostics.text_at(f"{pointer}/start", ""):
            moment(case.start, self._place)
        last = self._check_given(case.given, f"{pointer}/given")
        self._check_expected(case.expect, f"{pointer}/expect")
        if case.until is not msgspec.UNSET and seconds(case.until) < last:
            self._backwards(f"{pointer}/until", "the case ends before the last value is given")

    def against(self, plans: Sequence[Plan]) -> None:
        """What the cases say of routes that there are not."""
        labels = {plan.label for plan in plans}
        in_force = [plan for plan in plans if plan.enabled]
        taken = _indexed(pattern for plan in in_force for pattern in (*plan.patterns, *plan.reads()))
        reached = _indexed(
            target.reach(pattern.match(pattern.segments) or ())
            for plan in in_force
            for pattern in plan.patterns
            for target in plan.targets
        )
        for number, case in enumerate(self.cases):
            pointer = f"/tests/{number}"
            for place, label in enumerate(case.only):
                if label not in labels:
                    hint = did_you_mean(label, labels) or "routes are named by their id, or their place in the list"
                    message = f"there is no route {label[:64]!r}"
                    self._diagnostics.add("case_route_unknown", message, f"{pointer}/only/{place}", hint=hint,
                                          params={"name": label[:64]})  # fmt: skip
            for place, given in enumerate(case.given):
                if not _met(taken, given.point):
                    message = f"no route in force takes or reads {given.point[:64]}"
                    self._doubt("case_unread", message, f"{pointer}/given/{place}/point", given.point)
            for place, expected in enumerate(case.expect):
                if not _met(reached, expected.to):
                    message = f"no route in force delivers to {expected.to[:64]}"
                    self._doubt("case_unreached", message, f"{pointer}/expect/{place}/to", expected.to)

    def _check_given(self, given: Sequence[Given], pointer: str) -> float:
        """When the last value is given."""
        last = 0.0
        for place, each in enumerate(given):
            with self._diagnostics.text_at(f"{pointer}/{place}/point", ""):
                _check_point(each.point)
            last = self._check_time(each.at, last, f"{pointer}/{place}/at")
        return last

    def _check_expected(self, expect: Sequence[Expected], pointer: str) -> None:
        last: dict[str, float] = {}
        for place, each in enumerate(expect):
            with self._diagnostics.text_at(f"{pointer}/{place}/to", ""):
                _check_point(each.to)
            if each.at is not msgspec.UNSET:
                last[each.to] = self._check_time(each.at, last.get(each.to, 0.0), f"{pointer}/{place}/at")

    def _check_time(self, at: str | float, last: float, pointer: str) -> float:
        now = seconds(at)
        if now < last:
            self._backwards(pointer, f"{at} is before the {last:g} s of the one before it")
        return max(now, last)

    def _backwards(self, pointer: str, message: str) -> None:
        self._diagnostics.add("case_backwards", message, pointer, hint="times count from the start of the case")

    def _doubt(self, key: str, message: str, pointer: str, address: str) -> None:
        self._diagnostics.add(key, message, pointer, level="warning", params={"address": address[:64]})


def _check_point(text: str) -> None:
    if not parse_pattern(text).literal:
        at = text.index("*")
        raise TextError("a case names one point, not a pattern", at, key="case_pattern", address=text[:64])


def _indexed(patterns: Iterable[Any]) -> PatternIndex[None]:
    index: PatternIndex[None] = PatternIndex()
    for pattern in patterns:
        index.add(pattern, None)
    return index


def _met(index: PatternIndex[None], address: str) -> bool:
    return any(True for _ in index.find(address.replace("/", ".").split(".")))
