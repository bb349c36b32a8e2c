"""What the schema of the configuration cannot say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn

from dinrail.errors import ConfigError
from dinrail_ads.wire.ams import net_id_bytes

if TYPE_CHECKING:
    from dinrail_ads.config import AdsConfig, Selection

__all__ = ["check"]


def check(config: AdsConfig) -> None:
    """Raise ConfigError with the JSON pointer of the first thing that cannot be."""
    for index, endpoint in enumerate(config.endpoints):
        _check_net_id(endpoint.net_id, f"/endpoints/{index}/net_id")
    if config.own_net_id:
        _check_net_id(config.own_net_id, "/own_net_id")
        for index, endpoint in enumerate(config.endpoints):
            if endpoint.net_id == config.own_net_id:
                _refuse("net_id_is_ours", "the PLC has another NetId than we", f"/endpoints/{index}/net_id")
    ports: set[int] = set()
    names: set[str] = set()
    for index, runtime in enumerate(config.runtimes):
        if runtime.port in ports:
            _refuse(
                "runtime_twice", f"port {runtime.port} is there twice", f"/runtimes/{index}/port", port=runtime.port
            )
        ports.add(runtime.port)
        name = (runtime.name or str(runtime.port)).lower()
        if name in names:
            _refuse("runtime_name_twice", f"{name!r} is there twice", f"/runtimes/{index}/name", name=name)
        names.add(name)
    paths: set[str] = set()
    for index, selection in enumerate(config.points):
        place = f"/points/{index}"
        if selection.path.lower() in paths:
            _refuse("selection_twice", f"{selection.path!r} is there twice", f"{place}/path", name=selection.path)
        paths.add(selection.path.lower())
        first = selection.path.replace("/", ".").partition(".")[0].lower()
        if len(names) > 1 and first not in names:
            _refuse("runtime_unknown", f"{first!r} is no runtime", f"{place}/path", name=first[:64])
        _check_numbers(selection, place)


def _check_net_id(text: str, place: str) -> None:
    try:
        net_id_bytes(text)
    except ValueError as error:
        _refuse("net_id_invalid", str(error), place, net_id=text)


def _check_numbers(selection: Selection, place: str) -> None:
    for option in ("min", "max", "deadband"):
        value = getattr(selection, option)
        if value is not None and not math.isfinite(value):
            _refuse("not_finite", f"{option} must be finite", f"{place}/{option}", option=option)
    if selection.min is not None and selection.max is not None and selection.min > selection.max:
        _refuse("range_empty", f"minimum {selection.min} is above maximum {selection.max}", f"{place}/min")


def _refuse(key: str, message: str, path: str, **params: str | int | float) -> NoReturn:
    raise ConfigError(message, path=path, key=key, **params)
