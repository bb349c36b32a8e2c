"""Questions too big for one message: their parameters come as numbered parts, each a call that is answered."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from dinrail.errors import CallRefused
from dinrail.parts import Part, PartReader
from dinrail.runner.calls import Method

__all__ = ["MOST_PARTS", "Gathering"]

MOST_PARTS = 128
"""16 MiB, as much as a routing file may have."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Gathering:
    """Joins the parts of one question; those before the last are answered with null."""

    def __init__(self) -> None:
        self._reader = PartReader()

    def of(self, method: Method) -> Method:
        """The method; also called with `{rev, part, parts, data}`, where `data` is a fragment of its parameters."""

        async def gathered(params: dict[str, Any]) -> Any:
            if "parts" not in params:
                return await method(params)
            text = self._take(params)
            return None if text is None else await method(await asyncio.to_thread(_whole, text))

        return gathered

    def _take(self, params: dict[str, Any]) -> bytes | None:
        try:
            part = msgspec.convert(params, Part)
            if part.parts > MOST_PARTS:
                raise CallRefused(f"more than {MOST_PARTS} parts", key="call_too_large", max=MOST_PARTS)
            return self._reader.take(part)
        except msgspec.ValidationError as error:
            raise CallRefused(f"this is no part: {error}", key="call_parameters_invalid") from None


def _whole(text: bytes) -> dict[str, Any]:
    try:
        return _decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise CallRefused(f"parameters are a JSON object: {error}", key="call_parameters_invalid") from None
