"""The runtime seam: what supervises instances, in words that fit containers and processes alike.

    Supervisor    what the rest of the gateway talks to (reconcile/)
    TypeSource    which adapter types exist and whether their image can be started
    IdentityKeeper  who may speak on the bus (identities/)
    Runtime       the fixed verbs an engine offers: create start stop kill remove limits stats logs
                    (runtime/docker, runtime/process)

Nothing here touches an engine; only `runtime/docker` imports the Docker SDK.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

from dinrail.documents import InstanceDefinition, Limits
from dinrail.errors import DinrailError
from dinrail.manifest import Manifest, Priority
from dinrail.reason import Reason
from dinrail_gateway.identities.roles import Rights

__all__ = [
    "ContainerState",
    "Death",
    "DesiredInstance",
    "EngineError",
    "EngineUnknown",
    "Found",
    "IdentityKeeper",
    "ImageState",
    "InstanceSpec",
    "InstanceStats",
    "LogLine",
    "Observation",
    "Part",
    "Runtime",
    "RuntimeEvent",
    "RuntimeName",
    "Supervisor",
    "TypeEntry",
    "TypeSource",
    "UnknownInstance",
]

ContainerState = Literal[
    "absent", "image_missing", "image_building", "image_failed", "created", "running", "exited", "unknown"
]
ImageState = Literal["ready", "missing", "building", "failed"]
RuntimeName = Literal["docker", "process", "external"]
HostAccess = Literal["serial", "dbus", "can", "machine"]
Part = Literal["broker", "router", "gateway", "proxy"]


class EngineUnknown(DinrailError):
    """The engine did not answer; what runs is unknown until it does."""

    key = "engine_unknown"


class EngineError(DinrailError):
    """The engine answered with an error."""

    key = "engine_error"


class UnknownInstance(DinrailError):
    """No desired instance has this id."""

    key = "unknown_instance"


class DesiredInstance(msgspec.Struct, frozen=True, kw_only=True):
    """One instance as the accepted documents want it.

    definition: config without secrets, limits already merged with the type's; secrets: JSON pointer → value;
    priority, storage: what its type's manifest says; after: instances that start before it.
    """

    definition: InstanceDefinition
    enabled: bool = True
    runtime: RuntimeName = "docker"
    secrets: dict[str, Any] = {}
    host: list[HostAccess] = []
    version: str = ""
    priority: Priority = "normal"
    storage: bool = False
    after: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The instance id."""
        return self.definition.id


class Death(msgspec.Struct, frozen=True, kw_only=True):
    """One end that nobody asked for: when (Unix ms), why, and the last 50 lines it wrote."""

    ts: int
    reason: Reason
    exit_code: int | None = None
    lines: list[LogLine] = []


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one instance's container; from memory, never from the engine.

    starting_since: monotonic seconds, set from the start until the first pulse; next_start_ms: Unix ms of the
    watchdog's next try; stopping: a stop was asked for and the container still runs.
    """

    instance: str
    container: ContainerState
    reason: Reason | None = None
    started_ms: int | None = None
    starting_since: float | None = None
    stopping: bool = False
    restarts: int = 0
    failed: bool = False
    exit_code: int | None = None
    oom: bool = False
    next_start_ms: int | None = None
    container_id: str = ""
    deaths: list[Death] = []


class InstanceStats(msgspec.Struct, frozen=True, kw_only=True):
    """One sample of resources; None means unknown, never 0.

    cpu_throttled_s: how long it was held back in this run; oom_kills: counts children that were killed too.
    """

    id: str
    cpu_percent: float | None = None
    cpu_limit: float | None = None
    cpu_throttled_percent: float | None = None
    cpu_throttled_s: float | None = None
    memory_bytes: int | None = None
    memory_limit: int | None = None
    disk_read_bps: float | None = None
    disk_write_bps: float | None = None
    net_rx_pps: float | None = None
    net_tx_pps: float | None = None
    net_rx_bps: float | None = None
    net_tx_bps: float | None = None
    pids: int | None = None
    uptime_s: float | None = None
    oom_kills: int | None = None


class LogLine(msgspec.Struct, frozen=True):
    """One line of an instance's output: Unix ms, level and text free of control characters."""

    ts: int
    level: Literal["debug", "info", "warning", "error"]
    message: str


class TypeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One adapter type: its image's state, its manifest and the JSON that `describe` printed."""

    type: str
    image: ImageState
    manifest: Manifest | None = None
    described: bytes | None = None
    problem: Reason | None = None
    build_log: list[str] = []


class Supervisor(Protocol):
    """Brings what runs to what is desired and keeps it there."""

    docker_ok: Reason | None
    """None while the engine answers, else why it does not."""

    async def start(self) -> None:
        """Begin; returns when the first look at the engine was tried."""
        ...

    async def stop(self) -> None:
        """Stop supervising; instances keep running."""
        ...

    def desire(self, instances: Sequence[DesiredInstance]) -> None:
        """The whole desired set; returns at once, only differences are acted on."""
        ...

    def hold(self, reason: Reason | None) -> None:
        """Panic: stop every instance and keep all stopped until None; the desired set stays."""
        ...

    def suspend(self, instances: Collection[str]) -> None:
        """Stop exactly these and keep them stopped, whatever is desired; returns at once."""
        ...

    async def restart(self, instance: str) -> None:
        """Soft stop, then start; returns when both are done. Raises UnknownInstance, EngineUnknown, EngineError."""
        ...

    async def kill(self, instance: str) -> None:
        """End it by SIGKILL; the watchdog starts it again. Raises like `restart`."""
        ...

    def observation(self, instance: str) -> Observation:
        """What is known of one instance; `absent` for ids never heard of."""
        ...

    def on_change(self, callback: Callable[[str], None]) -> None:
        """Call with the instance id whenever its observation changed."""
        ...

    def stats(self) -> dict[str, InstanceStats]:
        """The latest sample per instance; no I/O."""
        ...

    async def logs(self, instance: str, lines: int) -> list[LogLine]:
        """The last lines of an instance's container, or of its last death when it is gone."""
        ...


class TypeSource(Protocol):
    """Which adapter types exist."""

    def types(self) -> dict[str, TypeEntry]:
        """Known types by name; no I/O."""
        ...

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call when any entry changed."""
        ...

    async def refresh(self) -> None:
        """Look at images and folders again; builds run on in the background."""
        ...


class IdentityKeeper(Protocol):
    """Keeps the broker's identities equal to the configured instances."""

    def grant(self, rights: Mapping[str, Rights]) -> None:
        """What instances may do beyond their own topics, from the next `ensure` on."""
        ...

    async def ensure(self, instances: Iterable[str]) -> None:
        """Exactly these instances may log in; live when the broker answers, else as soon as it does."""
        ...

    async def lock(self, instances: Iterable[str]) -> None:
        """Exactly these of them are kept off the broker, with their identity unchanged."""
        ...

    async def connections(self) -> Mapping[str, Sequence[str]] | None:
        """Addresses by user of everybody who is connected; None where the broker lists nobody. Raises BusError."""
        ...

    def gateway_password(self) -> str:
        """The gateway's own broker password."""
        ...

    def instance_password(self, instance: str) -> str:
        """The broker password of an instance."""
        ...


class InstanceSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine shall run for one instance.

    secrets: file name → content of its secrets folder; devices: host paths of serial ports; device_ids: what is
    behind them now, others need another container; command: instead of the image's own; storage: a folder that outlives
    the container.
    """

    instance: str
    type: str
    image: str
    image_id: str = ""
    limits: Limits = Limits()
    priority: Priority = "normal"
    storage: bool = False
    command: list[str] = []
    env: dict[str, str] = {}
    host: list[HostAccess] = []
    devices: list[str] = []
    device_ids: list[str] = []
    secrets: dict[str, bytes] = {}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One of our containers as the engine reports it.

    spec: the mark it was created with; limits: the engine's own figures, compared with `Runtime.limit_figures`;
    ended_by: key of the limit the runtime itself ended it for.
    """

    instance: str
    id: str
    state: Literal["created", "running", "exited", "unknown"]
    type: str = ""
    spec: str = ""
    limits: dict[str, int] = {}
    paused: bool = False
    host_network: bool = False
    pid: int | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    exit_code: int | None = None
    oom: bool = False
    error: str = ""
    ended_by: str = ""


class RuntimeEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something the engine told: `resync` means events may have been lost, look at everything."""

    kind: Literal["started", "died", "oom", "removed", "changed", "image", "resync", "lost"]
    instance: str = ""
    container: str = ""
    exit_code: int | None = None


class Runtime(Protocol):
    """The verbs of an engine. Each raises EngineUnknown (no answer in time) or EngineError (refused)."""

    async def probe(self) -> Reason | None:
        """Whether the engine answers; until it does every other verb is refused at once."""
        ...

    async def found(self) -> dict[str, list[Found]]:
        """Every container of ours by instance, running or not; an empty list where only secrets are left."""
        ...

    def spec_hash(self, spec: InstanceSpec) -> str:
        """The mark a container of this spec carries; live-changeable limits are not part of it."""
        ...

    def limit_figures(self, limits: Limits) -> dict[str, int]:
        """Limits in the engine's own figures."""
        ...

    async def look(self, container: str) -> Found | None:
        """One container of ours; None when it is gone."""
        ...

    async def create(self, spec: InstanceSpec) -> str:
        """Fill the secrets, create the container; returns its id. Does not start it."""
        ...

    async def start(self, container: str) -> None:
        """Start a created or exited container."""
        ...

    async def stop(self, container: str, grace: float) -> None:
        """SIGTERM, then SIGKILL after `grace` seconds; returns when it is dead."""
        ...

    async def kill(self, container: str) -> None:
        """SIGKILL; returns when it is dead."""
        ...

    async def remove(self, container: str) -> None:
        """Remove a container; one that is gone is no error."""
        ...

    async def forget(self, instance: str) -> None:
        """Remove the secrets of an instance that is no more."""
        ...

    async def limits(self, container: str, limits: Limits) -> None:
        """Change CPU, memory and pids limits of a running container."""
        ...

    async def logs(self, container: str, lines: int) -> list[LogLine]:
        """The last lines of its output."""
        ...

    async def stats(self, running: Mapping[str, Found]) -> dict[str, InstanceStats]:
        """Sample resources of running containers now; cheap file reads, rates since the last sample."""
        ...

    def events(self) -> AsyncIterator[RuntimeEvent]:
        """Events for ever, over reconnects."""
        ...

    async def restart_part(self, part: Part) -> None:
        """Restart a part of the base stack (label `dinrail.part`)."""
        ...

    async def signal_part(self, part: Part, signal: str) -> None:
        """Send a signal to a part of the base stack."""
        ...
