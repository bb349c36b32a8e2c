"""Energies of roles: what was used, which part of it was one's own, how it changed; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

__all__ = ["Energies", "Values", "added", "by_bucket", "change", "kept", "own", "totals_of", "used", "whole_share"]

COMES, GOES = ("solar", "grid_import", "battery_discharge"), ("grid_export", "battery_charge")
Values = list[float | None]
Energies = Mapping[str, float | None]


def added(values: Iterable[float | None]) -> float | None:
    """What is known of them, None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def used(found: Mapping[str, Values], at: int) -> float | None:
    """Nothing is known of the whole where a part of it is not."""
    came, went = ([found[role][at] for role in roles if role in found] for roles in (COMES, GOES))
    return None if None in came + went else max(0.0, (added(came) or 0.0) - (added(went) or 0.0))


def totals_of(found: Mapping[str, Values]) -> dict[str, float | None]:
    """By role."""
    return {role: added(values) for role, values in found.items()}


def by_bucket(found: Mapping[str, Values]) -> list[Energies]:
    """The same the other way round: by bucket, then by role."""
    return [dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True)]


def whole_share(share: Callable[[Energies], float | None], each_bucket: Iterable[Energies]) -> float | None:
    """A share of what is known together: a day of which one side is missing would make it another one."""
    needs = NEEDS[share]
    known = [energies for energies in each_bucket if all(energies.get(role) is not None for role in needs)]
    return share({role: added(energies[role] for energies in known) for role in needs})


def own(energies: Energies) -> float | None:
    """Which part of what was used did not come from the grid: 0 to 1."""
    used, taken = energies.get("consumption"), energies.get("grid_import")
    if not used or taken is None:
        return None
    return min(1.0, max(0.0, 1.0 - taken / used))


def kept(energies: Energies) -> float | None:
    """Which part of what the roof made was not given away: 0 to 1."""
    made, given = energies.get("solar"), energies.get("grid_export")
    if not made or given is None:
        return None
    return min(1.0, max(0.0, 1.0 - given / made))


def change(now: Values, then: Values) -> float | None:
    """0.1: ten percent more than before; not from less than is known now."""
    total, before, less = added(now), added(then), _part(then) < _part(now)
    return None if total is None or not before or less else total / before - 1.0


def _part(values: Values) -> float:
    return sum(value is not None for value in values) / len(values)


NEEDS: dict[Callable[[Energies], float | None], tuple[str, str]] = {
    own: ("consumption", "grid_import"),
    kept: ("solar", "grid_export"),
}
