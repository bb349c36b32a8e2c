"""What the API says about jobs."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from dinrail_gateway.types.schemas import ReasonView

__all__ = ["JobView"]


class JobView(TypedDict):
    """A long operation; progress 0 … 1, times in Unix ms, `error` once it failed, `result` what it tells.

    One that the end of the gateway interrupted has failed with `job_interrupted`, at the step where it was.
    """

    id: str
    kind: str
    instance: str
    by: str
    state: Literal["running", "done", "failed"]
    step: str
    progress: float
    started: int
    ended: int | None
    error: ReasonView | None
    result: dict[str, Any]
