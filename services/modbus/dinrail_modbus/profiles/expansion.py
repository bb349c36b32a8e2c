"""A device with a profile becomes one with points and the stricter of both limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from dinrail.names import join
from dinrail.reason import Param, Reason
from dinrail_modbus.config import DeviceConfig, ModbusConfig, PointConfig
from dinrail_modbus.profiles.catalog import SUNSPEC, Catalog, ProfileError
from dinrail_modbus.profiles.schema import Limits, Profile

__all__ = ["Expansion", "expand", "expand_all", "points_below"]


class Expansion(NamedTuple):
    """`device` with the points of its profile; `sunspec`: more are found on the device; `problem`: why none came."""

    device: DeviceConfig
    sunspec: bool = False
    limits: Limits = Limits()
    problem: Reason = Reason("")


def expand_all(config: ModbusConfig) -> list[Expansion]:
    """Every device; a profile that cannot be used costs its device the profile's points and nobody else anything."""
    catalog = Catalog(config.profiles)
    return [expand(device, catalog) for device in config.devices]


def expand(device: DeviceConfig, catalog: Catalog) -> Expansion:
    """One device."""
    if not device.profile:
        return Expansion(device)
    if device.profile == SUNSPEC:
        return Expansion(device, sunspec=True)
    try:
        profile = catalog.profile(device.profile)
    except ProfileError as error:
        params: dict[str, Param] = {"profile": device.profile, "problem": str(error)[:300]}
        key = "profile_unknown" if error.unknown else "profile_invalid"
        return Expansion(device, problem=Reason(key, params, str(error)))
    return Expansion(_limited(device, profile), profile.sunspec, profile.limits)


def points_below(device: DeviceConfig, points: Sequence[PointConfig]) -> list[PointConfig]:
    """Those the configuration does not replace by one of the same name; read-only unless it allows writing."""
    own = {join(point.name) for point in device.points}
    kept = [point for point in points if join(point.name) not in own]
    if device.profile_writes:
        return kept
    return [msgspec.structs.replace(point, writable=False) if point.writable else point for point in kept]


def _limited(device: DeviceConfig, profile: Profile) -> DeviceConfig:
    limits = profile.limits
    points = list(profile.points)
    if profile.order != device.order:
        points = [p if p.order else msgspec.structs.replace(p, order=profile.order) for p in points]
    return msgspec.structs.replace(
        device,
        points=[*points_below(device, points), *device.points],
        max_registers=min(device.max_registers, limits.max_registers),
        max_gap=min(device.max_gap, limits.max_gap),
        page=limits.page or device.page,
        pause=max(device.pause, limits.pause),
        write_function="multiple" if limits.write_multiple else device.write_function,
    )
