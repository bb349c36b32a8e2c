"""What a configuration must not be beyond its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dinrail.bms import BMSParser
from dinrail.bms.errors import KeyMissing
from dinrail.bms.parser import Options
from dinrail.bms.plugins import load
from dinrail.errors import ConfigError
from dinrail_serial.lines import escaped
from dinrail_serial.patterns import compile_pattern

if TYPE_CHECKING:
    from dinrail_serial.config import BatteryConfig, MeterConfig, SerialConfig

__all__ = ["check", "line_baud"]

MOST_ENDED = 9600


def check(config: SerialConfig) -> None:
    """Raise ConfigError with the place that is wrong."""
    for index, endpoint in enumerate(config.endpoints):
        field = "device" if endpoint.serial else "host"
        if not getattr(endpoint, field):
            raise _wrong(f"/endpoints/{index}/{field}", "address_missing", "an endpoint needs an address")
    if not config.batteries and not config.meters:
        raise _wrong("/batteries", "line_empty", "there is nothing on the line")
    for path, name in _names(config):
        if sum(other == name or other.startswith(f"{name}.") for _, other in _names(config)) > 1:
            raise _wrong(path, "name_taken", f"{name} is used twice, or within another name", name=name)
    for index, battery in enumerate(config.batteries):
        _check_battery(config, battery, f"/batteries/{index}")
    for index, meter in enumerate(config.meters):
        _check_meter(meter, f"/meters/{index}")
    _check_talkers(config)
    line_baud(config, 0)


def line_baud(config: SerialConfig, index: int) -> int:
    """Baud rate of an endpoint; raises ConfigError where types that differ share a line without one."""
    given = config.endpoints[index].baud
    if given is not None:
        return given
    usual = {parser.serial.baud for each in config.batteries if (parser := load(each.type)).serial is not None}
    if len(usual) > 1:
        rates = ", ".join(str(each) for each in sorted(usual))
        raise _wrong(f"/endpoints/{index}/baud", "baud_differs", f"the types have {rates} baud; say which", rates=rates)
    return usual.pop() if usual else MOST_ENDED


def _check_battery(config: SerialConfig, battery: BatteryConfig, path: str) -> None:
    parser = _parser(battery, path)
    if battery.address is not None and not parser.addressed:
        text = f"batteries of type {battery.type} have no address"
        raise _wrong(f"{path}/address", "address_unknown", text, type=battery.type)
    for index, name in enumerate(battery.writes):
        if name not in parser.switches:
            text = f"{name} of type {battery.type} cannot be written"
            raise _wrong(f"{path}/writes/{index}", "switch_unknown", text, name=name, type=battery.type)
    twins = [each for each in config.batteries if (each.type, each.address) == (battery.type, battery.address)]
    if len(twins) > 1:
        text = f"two batteries of type {battery.type} on one line need different addresses"
        raise _wrong(f"{path}/address", "address_taken", text, type=battery.type)


def _parser(battery: BatteryConfig, path: str) -> type[BMSParser]:
    try:
        parser = load(battery.type)
    except ConfigError as error:
        raise _wrong(f"{path}/type", error.reason.key, error.message, type=battery.type) from None
    if "serial" not in parser.links:
        text = f"{parser.title} does not talk on serial lines"
        raise _wrong(f"{path}/type", "type_not_serial", text, type=battery.type)
    try:
        parser(Options(key=battery.key, address=battery.address, link="serial"))
    except KeyMissing as error:
        if battery.key:  # secrets are merged in later; an absent one shows when it connects
            raise _wrong(f"{path}/key", error.reason.key, error.message) from None
    return parser


def _check_meter(meter: MeterConfig, path: str) -> None:
    escaped(meter.request, f"{path}/request")
    escaped(meter.terminator, f"{path}/terminator")
    groups: set[str] = {name for name in meter.columns if name}
    for index, pattern in enumerate(meter.patterns):
        groups |= set(compile_pattern(pattern, f"{path}/patterns/{index}").groupindex)
    if meter.patterns and (meter.columns or meter.delimiter):
        raise _wrong(f"{path}/delimiter", "meter_two_ways", "either patterns or columns, not both")
    if not meter.patterns and not (meter.delimiter and groups):
        raise _wrong(f"{path}/patterns", "meter_no_way", "patterns, or a delimiter and columns with names, are missing")
    for name in meter.fields:
        if name not in groups:
            raise _wrong(f"{path}/fields/{name}", "field_unknown", f"no group or column is called {name}", name=name)


def _check_talkers(config: SerialConfig) -> None:
    """Who talks by itself needs a line of its own."""
    devices = len(config.batteries) + len(config.meters)
    talkers = [
        (f"/batteries/{index}/type", each.name)
        for index, each in enumerate(config.batteries)
        if load(each.type).requests is BMSParser.requests
    ] + [(f"/meters/{index}/request", each.name) for index, each in enumerate(config.meters) if not each.request]
    if talkers and devices > 1:
        path, name = talkers[0]
        raise _wrong(path, "talker_not_alone", f"{name} talks by itself and needs a line of its own", name=name)


def _names(config: SerialConfig) -> Iterator[tuple[str, str]]:
    for index, battery in enumerate(config.batteries):
        yield f"/batteries/{index}/name", battery.name
    for index, meter in enumerate(config.meters):
        yield f"/meters/{index}/name", meter.name


def _wrong(path: str, key: str, message: str, **params: str) -> ConfigError:
    return ConfigError(message, path=path, key=key, **params)
