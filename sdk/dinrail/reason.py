"""Why something is as it is: a stable key, parameters and an English sentence."""

from __future__ import annotations

import msgspec

__all__ = ["Param", "Reason"]

Param = str | int | float | bool | None


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reason people can act on; `key` is translated by the UI, `message` is for logs."""

    key: str
    params: dict[str, Param] = {}
    message: str = ""
