"""What the sections over documents of `config/` share: a new text, tried, then taken as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dinrail_gateway.documents.document import Document
from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.errors import Invalid, Unavailable
from dinrail_gateway.routes.refused import invalid

__all__ = ["put", "require_table", "tried"]

T = TypeVar("T")


async def tried(document: Document[T], build: Callable[[T | None], bytes]) -> None:
    """Raise Invalid when the document would not take this content."""
    try:
        await document.trial(build)
    except Rejected as rejected:
        raise invalid(rejected.problems) from None


async def put(document: Document[T], build: Callable[[T | None], bytes], by: str) -> None:
    """Take the content; raises Invalid or Unavailable and has changed nothing then."""
    try:
        await document.change(build, by=by)
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    except OSError as error:
        detail = error.strerror or str(error)
        message = f"the configuration cannot be written: {detail}"
        raise Unavailable(message, key="config_unwritable", detail=detail) from None


def require_table(value: Any, what: str) -> dict[str, Any]:
    """A JSON object; raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid(f"{what} of the backup is no table", key="backup_damaged", detail=f"{what} is no table")
    return value
