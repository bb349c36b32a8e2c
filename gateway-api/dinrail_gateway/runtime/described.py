"""What a type says of itself, checked; whichever runtime asked it."""

from __future__ import annotations

import msgspec

from dinrail.errors import DinrailError
from dinrail.manifest import Manifest

__all__ = ["MAX_DESCRIPTION", "DescribeFailed", "read_description"]

MAX_DESCRIPTION = 4 * 1024 * 1024


class DescribeFailed(DinrailError):
    """The type did not describe itself."""

    key = "type_describe_failed"


class _Description(msgspec.Struct, frozen=True):
    """The part of `describe` the gateway itself reads."""

    manifest: Manifest


def read_description(printed: bytes, *, tag: str, type_: str) -> Manifest:
    """The manifest inside a description; raises DescribeFailed."""
    if len(printed) > MAX_DESCRIPTION:
        raise DescribeFailed(f"{tag} describes itself in {len(printed)} bytes", tag=tag)
    try:
        manifest = msgspec.json.decode(printed, type=_Description).manifest
    except (msgspec.DecodeError, RecursionError) as error:
        raise DescribeFailed(f"{tag} describe: {error}", tag=tag) from None
    if manifest.name != type_:
        raise DescribeFailed(f"{tag} is labelled {type_} but calls itself {manifest.name}", tag=tag)
    return manifest
