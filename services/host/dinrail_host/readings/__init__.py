"""One module per group of readings; `all_groups` is what an instance reads."""

from __future__ import annotations

from collections.abc import Sequence

from dinrail_host.config import HostConfig
from dinrail_host.reading import Group
from dinrail_host.readings.clock import ClockGroup
from dinrail_host.readings.disks import DiskGroup
from dinrail_host.readings.memory import MemoryGroup
from dinrail_host.readings.network import NetworkGroup
from dinrail_host.readings.processor import ProcessorGroup
from dinrail_host.readings.smart import SmartGroup
from dinrail_host.readings.temperatures import TemperatureGroup
from dinrail_host.readings.traffic import TrafficGroup

__all__ = ["all_groups"]


def all_groups(config: HostConfig, before: Sequence[Group] = ()) -> list[Group]:
    """Those of a configuration; rates go on where there was one of the kind before."""
    groups: list[Group] = [
        ProcessorGroup(),
        MemoryGroup(),
        DiskGroup(config.disks),
        TrafficGroup(config.skip),
        TemperatureGroup(),
        NetworkGroup(config.skip),
        ClockGroup(),
    ]
    if config.smart_interval:
        groups.append(SmartGroup(config.smart_interval))
    for group in groups:
        for other in before:
            if type(other) is type(group):
                group.follow(other)
    return groups
