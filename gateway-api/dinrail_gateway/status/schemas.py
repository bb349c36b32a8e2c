"""What the API says about the status of an instance."""

from __future__ import annotations

from typing_extensions import TypedDict

from dinrail.documents import StateName, StatusName
from dinrail_gateway.types.schemas import ReasonView

__all__ = ["StatusView"]


class StatusView(TypedDict):
    """The composite status; `since` and `last_poll` are Unix ms."""

    status: StatusName
    reason: ReasonView | None
    since: int
    config_rejected: ReasonView | None
    last_poll: int | None
    state: StateName | None
