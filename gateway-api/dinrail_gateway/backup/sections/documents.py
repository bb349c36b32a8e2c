"""What the sections over documents of `config/` share: a new text, tried, then taken as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from dinrail_gateway.documents.document import Document, Outdated
from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.errors import Conflict, Invalid, Unavailable
from dinrail_gateway.routes.refused import invalid

__all__ = ["Build", "put", "require_table", "tried"]

T = TypeVar("T")
TRIES = 5
Build = Callable[[T | None], bytes]
"""Makes a new content of the running one; may raise Invalid or Rejected. Called in a thread."""


async def tried(document: Document[T], build: Build[T]) -> bytes:
    """The content, which the document would take; raises Invalid when it would not."""
    try:
        text = await asyncio.to_thread(build, document.value)
        await document.trial(lambda _: text)
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    return text


async def put(document: Document[T], build: Build[T], by: str) -> None:
    """Take the content; raises Invalid, Conflict or Unavailable and has changed nothing then."""
    try:
        for _ in range(TRIES):
            revision, value = document.revision, document.value
            text = await asyncio.to_thread(build, value)
            try:
                await document.change(lambda _, text=text: text, revision=revision, by=by)  # type: ignore[misc]
            except Outdated:
                continue  # somebody saved meanwhile: on top of that
            return
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    except OSError as error:
        detail = error.strerror or str(error)
        message = f"the configuration cannot be written: {detail}"
        raise Unavailable(message, key="config_unwritable", detail=detail) from None
    raise Conflict("it was changed again and again meanwhile")


def require_table(value: Any, what: str) -> dict[str, Any]:
    """A JSON object; raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid(f"{what} of the backup is no table", key="backup_damaged", detail=f"{what} is no table")
    return value
