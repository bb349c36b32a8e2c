"""Addresses with wildcards, and targets that use what the wildcards matched.

`*` stands for one segment, `**` for any number of them. Wildcards are numbered from the left; in a
target `{1}` is what the first one matched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from dinrail import names
from dinrail.errors import AddressError
from dinrail_router.findings import TextError

__all__ = ["Pattern", "Target", "fill_captures", "parse_pattern", "parse_target", "reach", "turned"]

_CAPTURE = re.compile(r"\{(\d{1,2})\}")
_SEPARATOR = re.compile(r"[./]")


class Pattern(msgspec.Struct, frozen=True):
    """A `from`: segments, where `*` and `**` are wildcards."""

    segments: tuple[str, ...]

    @property
    def literal(self) -> bool:
        """Whether it names exactly one point."""
        return "*" not in self.segments and "**" not in self.segments

    @property
    def wildcards(self) -> int:
        """How many `{n}` a target may use."""
        return sum(segment in ("*", "**") for segment in self.segments)

    @property
    def source(self) -> str | None:
        """The instance it reads from; None when the first segment is a wildcard."""
        first = self.segments[0]
        return None if first in ("*", "**") else first

    def match(self, segments: Sequence[str]) -> tuple[str, ...] | None:
        """What the wildcards matched (`**`: segments joined by dots, shortest first), None without a match."""
        return _match(self.segments, segments, 0, 0, set())

    def __str__(self) -> str:
        return ".".join(self.segments)


class Target(msgspec.Struct, frozen=True):
    """A `to`: segments in which `{n}` is replaced by what wildcard n of the pattern matched."""

    segments: tuple[str, ...]

    @property
    def calculated(self) -> bool:
        """Whether it is a point the router owns (`calc.…`)."""
        return self.segments[0] == "calc"

    def fill(self, captures: Sequence[str]) -> str:
        """Address with the captures put in; raises AddressError when the result is none."""
        return _filled(self.segments, captures)

    def reach(self, captures: Sequence[str]) -> Pattern:
        """Every address it can stand for when the captures are patterns themselves."""
        return Pattern(tuple(step for segment in self.segments for step in _reach(segment, captures)))

    def __str__(self) -> str:
        return ".".join(self.segments)


def fill_captures(text: str, captures: Sequence[str]) -> str:
    """Address of a text in which `{1}` … are replaced; raises AddressError when the result is none."""
    return _filled(_SEPARATOR.split(text), captures)


def reach(text: str, captures: Sequence[str]) -> Pattern:
    """Every address such a text can stand for when the captures are patterns themselves."""
    return Target(tuple(_SEPARATOR.split(text))).reach(captures)


def parse_pattern(text: str) -> Pattern:
    """Pattern of a `from`; raises TextError at the character that is wrong."""
    segments = _split(text, "source", wildcard_ok=True)
    first = segments[0]
    if first not in ("*", "**"):
        _check_instance(first)
    return Pattern(segments)


def parse_target(text: str, wildcards: int) -> Target:
    """Target of a `to` for patterns with that many wildcards; raises TextError at the wrong character."""
    segments = _split(text, "target", wildcard_ok=False)
    offset = 0
    for segment in segments:
        _check_captures(segment, offset, wildcards)
        offset += len(segment) + 1
    if "{" not in segments[0]:
        _check_instance(segments[0])
    return Target(segments)


def turned(pattern: Pattern, target: Target) -> tuple[Pattern, Target]:
    """The way back: what reads from the target and writes to the source.

    Raises TextError when the source's wildcards cannot be told from an address of the target.
    """
    wildcards = [segment for segment in pattern.segments if segment in ("*", "**")]
    used = [int(found[1]) for segment in target.segments if (found := _CAPTURE.fullmatch(segment))]
    captures = [found for segment in target.segments for found in _CAPTURE.findall(segment)]
    if len(used) != len(captures) or sorted(used) != list(range(1, len(wildcards) + 1)):
        message = "for the way back every wildcard of the source must be one whole segment of the target"
        raise TextError(message, key="bidirectional_wildcards", hint='for example "bt.*.soc" and "plc.{1}.soc"')
    if target.calculated or pattern.segments[0] == "calc":
        raise TextError("a calculated point takes no writes", key="bidirectional_calculated")
    back = Pattern(tuple(wildcards[int(found[1]) - 1] if (found := _CAPTURE.fullmatch(segment)) else segment
                         for segment in target.segments))  # fmt: skip
    if back == pattern:
        raise TextError("both directions read and write the same points", key="bidirectional_same")
    numbers = iter(range(1, len(wildcards) + 1))
    segments = tuple(
        f"{{{used.index(next(numbers)) + 1}}}" if segment in ("*", "**") else segment for segment in pattern.segments
    )
    return back, Target(segments)


def _filled(segments: Sequence[str], captures: Sequence[str]) -> str:
    filled = (_CAPTURE.sub(lambda found: captures[int(found[1]) - 1], segment) for segment in segments)
    address = ".".join(segment for segment in filled if segment)
    names.parse(address)
    return address


def _split(text: str, what: str, *, wildcard_ok: bool) -> tuple[str, ...]:
    if len(text.encode("utf-8", "surrogatepass")) > names.MAX_ADDRESS:
        raise TextError(f"a {what} longer than {names.MAX_ADDRESS} bytes", key="address_too_long", address=text[:64])
    segments = tuple(_SEPARATOR.split(text))
    offset = 0
    for segment in segments:
        if "*" in segment:
            _check_wildcard(segment, offset, wildcard_ok=wildcard_ok)
        else:
            _check_segment(segment, offset, what)
        offset += len(segment) + 1
    if len(segments) == 1 and segments[0] != "**":
        hint = f'"{text}.**" means all of its points' if wildcard_ok else ""
        raise TextError(
            f"{text!r} names an instance but no point", key="address_without_point", hint=hint, address=text
        )
    return segments


def _check_wildcard(segment: str, offset: int, *, wildcard_ok: bool) -> None:
    if not wildcard_ok:
        raise TextError(
            "a target cannot have wildcards",
            offset,
            key="wildcard_in_target",
            hint="{1} stands for what the first * of the source matched",
        )
    if segment not in ("*", "**"):
        raise TextError(
            f"{segment[:64]!r}: a * stands for a whole segment", offset + segment.index("*"), key="wildcard_partial"
        )


def _check_segment(segment: str, offset: int, what: str) -> None:
    try:
        names.split(segment)
    except AddressError:
        message = f"{segment[:64]!r} is not a segment of a {what}" if segment else f"an empty segment in a {what}"
        raise TextError(message, offset, key="address_invalid", address=segment[:64]) from None


def _check_instance(instance: str) -> None:
    try:
        names.check_instance_id(instance, reserved_ok=instance == "calc")
    except AddressError as error:
        raise TextError(error.message, key=error.reason.key, id=instance[:64]) from None


def _check_captures(segment: str, offset: int, wildcards: int) -> None:
    rest = _CAPTURE.sub(lambda found: " " * len(found[0]), segment)
    for brace in "{}":
        if brace in rest:
            raise TextError(f"{brace!r} is only for {{1}}, {{2}} …", offset + rest.index(brace), key="capture_invalid")
    for found in _CAPTURE.finditer(segment):
        if not 1 <= int(found[1]) <= wildcards:
            has = f"{wildcards} wildcard{'' if wildcards == 1 else 's'}" if wildcards else "no wildcard"
            raise TextError(
                f"{found[0]}, but the source has {has}", offset + found.start(), key="capture_without_wildcard"
            )


def _match(
    pattern: tuple[str, ...], segments: Sequence[str], at: int, to: int, failed: set[tuple[int, int]]
) -> tuple[str, ...] | None:
    captures: list[str] = []
    while at < len(pattern):
        step = pattern[at]
        if step == "**":
            return _match_many(pattern, segments, (at, to), captures, failed)
        if to >= len(segments) or step not in ("*", segments[to]):
            return None
        if step == "*":
            captures.append(segments[to])
        at, to = at + 1, to + 1
    return tuple(captures) if to == len(segments) else None


def _match_many(
    pattern: tuple[str, ...],
    segments: Sequence[str],
    place: tuple[int, int],
    before: list[str],
    failed: set[tuple[int, int]],
) -> tuple[str, ...] | None:
    at, start = place
    if place in failed:
        return None
    for end in range(start, len(segments) + 1):
        rest = _match(pattern, segments, at + 1, end, failed)
        if rest is not None:
            return (*before, ".".join(segments[start:end]), *rest)
    failed.add(place)  # so that many ** cost no more than their product
    return None


def _reach(segment: str, captures: Sequence[str]) -> list[str]:
    found = _CAPTURE.fullmatch(segment)
    if found:
        return captures[int(found[1]) - 1].split(".")
    filled = _CAPTURE.sub(lambda part: captures[int(part[1]) - 1], segment)
    if "*" in filled:
        return ["**" if "**" in filled else "*"]
    return filled.split(".")
