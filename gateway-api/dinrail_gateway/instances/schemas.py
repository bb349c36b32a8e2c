"""What the API takes and says about instances."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from dinrail.documents import StatusName
from dinrail_gateway.status.schemas import StatusView
from dinrail_gateway.types.schemas import LimitsView, ReasonView

__all__ = [
    "CloneBody",
    "FieldError",
    "InstanceBody",
    "InstanceView",
    "LimitsBody",
    "LogLineView",
    "LogView",
    "NewInstanceBody",
    "ReachView",
    "RenameBody",
    "SafeWriteBody",
    "SafeWriteView",
    "StatsView",
    "StatusAnswer",
    "TroubleView",
    "ValidateBody",
    "Validation",
]

RuntimeName = Literal["docker", "process", "external"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LimitsBody(_Body):
    """Resources; what is left out follows the type."""

    cpu: float | None = None
    memory_mb: int | None = None
    pids: int | None = None
    packets_per_s: int | None = None
    points: int | None = None


class SafeWriteBody(_Body):
    """What a point is set to before an emergency stop closes the device."""

    path: Annotated[str, Field(min_length=1, max_length=500)]
    value: bool | int | float | str


class InstanceBody(_Body):
    """An instance as a whole; `{"$secret": true}` keeps a secret that is stored.

    safe_writes, after (instances that start before it): null keeps those there are.
    """

    type: str
    title: str = ""
    enabled: bool = True
    runtime: RuntimeName = "docker"
    limits: LimitsBody = LimitsBody()
    config: dict[str, Any] = {}
    safe_writes: list[SafeWriteBody] | None = None
    after: list[Annotated[str, Field(min_length=1, max_length=32)]] | None = None


class NewInstanceBody(InstanceBody):
    """A new instance."""

    id: str


class CloneBody(_Body):
    """Id of the copy; its title, by default the same."""

    id: str
    title: str | None = None


class RenameBody(_Body):
    """The new id; routes: whether routes that name the old one are changed."""

    id: str
    routes: bool = True


class ReachView(TypedDict):
    """Who depends on it: routes that name it, critical when any; how many widgets show it, on how many pages."""

    critical: bool
    routes: list[str]
    widgets: int
    pages: int


class ValidateBody(_Body):
    """A configuration to try; `id` of the instance whose stored secrets stand behind placeholders."""

    type: str
    config: dict[str, Any]
    id: str | None = None


class FieldError(TypedDict):
    """One thing wrong, at a JSON pointer below the body."""

    path: str
    key: str
    message: str
    params: dict[str, str | int | float | bool | None]


class Validation(TypedDict):
    """Outcome of a trial; paths point into the configuration."""

    ok: bool
    errors: list[FieldError]


class SafeWriteView(TypedDict):
    """What a point is set to before an emergency stop closes the device."""

    path: str
    value: bool | int | float | str


class InstanceView(TypedDict):
    """A configured instance; secrets are shown as `{"$secret": true}`."""

    id: str
    type: str
    title: str
    enabled: bool
    runtime: RuntimeName
    limits: LimitsView
    config: dict[str, Any]
    safe_writes: NotRequired[list[SafeWriteView]]
    after: NotRequired[list[str]]
    revision: int
    status: StatusView


class StatusAnswer(TypedDict):
    """Status after an operation."""

    status: StatusView


class LogLineView(TypedDict):
    """One line; `ts` Unix ms."""

    ts: int
    level: Literal["debug", "info", "warning", "error"]
    message: str


class LogView(TypedDict):
    """The last lines, oldest first."""

    lines: list[LogLineView]


class TroubleView(TypedDict):
    """What went wrong last: an error it captured (`captured_error`), or why it ended without being asked to."""

    ts: int
    reason: ReasonView


class StatsView(TypedDict):
    """Resources of one instance; null means unknown. cpu_throttled_s: seconds it was held back in this run."""

    id: str
    status: StatusName
    cpu_percent: float | None
    cpu_limit: float | None
    cpu_throttled_percent: float | None
    cpu_throttled_s: float | None
    memory_bytes: int | None
    memory_limit: int | None
    disk_read_bps: float | None
    disk_write_bps: float | None
    net_rx_pps: float | None
    net_tx_pps: float | None
    net_rx_bps: float | None
    net_tx_bps: float | None
    pids: int | None
    samples_per_s: float | None
    points: int | None
    uptime_s: float | None
    restarts: int
    oom_kills: int | None
    last_error: TroubleView | None


Lines = Annotated[int, Field(ge=1, le=5000)]
