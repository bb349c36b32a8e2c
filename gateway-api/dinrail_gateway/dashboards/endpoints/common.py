"""What the endpoints of dashboards have in common."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, Any

from fastapi import Header, Path, Query, Response

from dinrail_gateway.dashboards.schemas import DashboardConflict
from dinrail_gateway.documents.json_text import Rejected, check_plain
from dinrail_gateway.errors import BadRequest, Invalid, NotFound, TooLarge, Unavailable, responses
from dinrail_gateway.instances.endpoints import revision_of
from dinrail_gateway.routes.refused import invalid

__all__ = ["CHANGES", "EntryId", "IfMatch", "NewId", "Rev", "based_on", "free_id", "plain_body", "tagged"]

EntryId = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,64}$")]
NewId = Annotated[str | None, Query(pattern=r"^[a-z0-9_]{1,64}$", description="its id; one is made otherwise")]
Rev = Annotated[int | None, Query(ge=0, lt=10**9, description="revision the change is based on")]
IfMatch = Annotated[str | None, Header(description='the same, as in `"17"`')]
CHANGES: dict[int | str, dict[str, Any]] = {
    **responses(BadRequest, NotFound, TooLarge, Invalid, Unavailable),
    409: {"model": DashboardConflict, "description": (DashboardConflict.__doc__ or "").strip()},
}
"""Refusals of a change."""
_OTHER = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def based_on(rev: int | None, if_match: str | None) -> int | None:
    """The revision a change is based on, however it is told."""
    return rev if rev is not None else revision_of(if_match)


def tagged(response: Response, rev: int) -> int:
    """The revision, also as ETag."""
    response.headers["etag"] = f'"{rev}"'
    return rev


def plain_body(body: Any) -> Any:
    """A body a file can hold; raises Invalid."""
    try:
        check_plain(body)
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    return body


def free_id(words: str, taken: Collection[str]) -> str:
    """An id made of words, with a number where that is taken."""
    base = _OTHER.sub("_", words.lower().translate(_LETTERS)).strip("_")[:48] or "entry"
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    return found
