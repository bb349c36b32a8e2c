"""`profiles`: which device profiles there are, or one of them with everything it says."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import msgspec

from dinrail.errors import CallRefused
from dinrail_modbus.calls.params import other_config, typed
from dinrail_modbus.config import ModbusConfig
from dinrail_modbus.profiles.catalog import Catalog, ProfileError

__all__ = ["profiles"]


class Params(msgspec.Struct, forbid_unknown_fields=True):
    """`name`: only this one, with its points; `config`: another configuration, whose own profiles are listed too."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    config: dict[str, Any] | None = None


async def profiles(params: dict[str, Any], running: ModbusConfig) -> dict[str, Any]:
    """`{"name"?, "config"?}` → `{"profiles": [{"name", "vendor", "model", …}]}`, or `{"name", "profile": {…}}`.

    A profile that cannot be used has `problem` instead. Needs no link. Raises CallRefused or ConfigError.
    """
    asked = typed(params, Params)
    catalog = Catalog(other_config(asked.config, running).profiles)
    if asked.name is not None:
        try:
            return {"name": asked.name, "profile": msgspec.to_builtins(catalog.profile(asked.name))}
        except ProfileError as error:
            raise CallRefused(str(error), key="call_parameters_invalid", detail=str(error)[:300]) from None
    listed = []
    for name in catalog.names():
        listed.append(_line(catalog, name))
        await asyncio.sleep(0)  # a profile takes some milliseconds to read
    return {"profiles": listed}


def _line(catalog: Catalog, name: str) -> dict[str, Any]:
    try:
        profile = catalog.profile(name)
    except ProfileError as error:
        return {"name": name, "problem": str(error)[:300]}
    header = profile.header
    return {
        "name": name,
        "vendor": header.vendor,
        "model": header.model,
        "kind": header.kind,
        "unit_id": header.unit_id,
        "notes": header.notes,
        "points": len(profile.points),
        "sunspec": profile.sunspec,
    }
