"""What an instance may read and write of others: what its configuration names, or all where its type says so."""

from __future__ import annotations

from collections.abc import Iterable

from dinrail.errors import ConfigError
from dinrail.names import Topics
from dinrail_gateway.identities.roles import Rights, write_topic
from dinrail_gateway.instances.document import InstanceEntry, TypeLookup
from dinrail_gateway.instances.secrets import places

__all__ = ["rights_of"]

ANY = Topics()
MOST = 500


def rights_of(entry: InstanceEntry, types: TypeLookup) -> Rights:
    """Patterns at the places its type declares; those that name no instance or are none give nothing."""
    found = types(entry.type)
    if found is None or found.manifest is None:
        return Rights()
    declared = found.manifest.bus
    return Rights(
        _patterns(entry, declared.read_at),
        _patterns(entry, declared.write_at),
        everywhere=tuple(sorted(set(declared.read))),
    )


def _patterns(entry: InstanceEntry, pointers: Iterable[str]) -> tuple[str, ...]:
    named = (holder[key] for _, holder, key in places(entry.config, list(pointers)))
    return tuple(sorted({pattern for pattern in named if isinstance(pattern, str) and _grantable(pattern)}))[:MOST]


def _grantable(pattern: str) -> bool:
    try:
        write_topic(pattern, ANY)
    except ConfigError:
        return False
    return not pattern.startswith("*")
