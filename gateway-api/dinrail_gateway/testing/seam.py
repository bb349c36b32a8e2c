"""Hand-played implementations of the runtime seam."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from dinrail.documents import Limits
from dinrail.manifest import Manifest
from dinrail.options import config_schema, option
from dinrail.reason import Reason
from dinrail_gateway.identities.roles import Rights
from dinrail_gateway.runtime.interface import (
    DesiredInstance,
    InstanceStats,
    LogLine,
    Observation,
    TypeEntry,
    UnknownInstance,
)

__all__ = ["METER", "PlayedIdentities", "PlayedSupervisor", "PlayedTypes", "meter_config"]


class Tcp(msgspec.Struct, tag="tcp", tag_field="kind", forbid_unknown_fields=True):
    """An endpoint with a secret."""

    host: Annotated[str, option("Host", min_length=1)]
    port: Annotated[int, option("Port", ge=1, le=65535)] = 502
    password: Annotated[str, option("Password", secret=True, min_length=3)] | None = None


class Serial(msgspec.Struct, tag="serial", tag_field="kind", forbid_unknown_fields=True):
    """An endpoint without one."""

    device: str
    parity: Literal["N", "E", "O"] = "N"


class MeterConfig(msgspec.Struct, forbid_unknown_fields=True):
    """Configuration of the type that tests configure."""

    endpoints: Annotated[list[Tcp | Serial], option("Endpoints", min_length=1)]
    interval: Annotated[float, option("Interval", unit="s", ge=0.1, le=60)] = 1.0
    token: Annotated[str, option("Token", secret=True)] = ""


MANIFEST = Manifest(
    name="meter",
    version="1.2.3",
    kind="adapter",
    title={"en": "Meter", "de": "Zähler"},
    limits=Limits(cpu=0.5, memory_mb=64, pids=32, packets_per_s=500),
)
METER = TypeEntry(
    type="meter",
    image="ready",
    manifest=MANIFEST,
    described=msgspec.json.encode({"manifest": MANIFEST, "schema": config_schema(MeterConfig), "locales": {"de": {}}}),
)


def meter_config(host: str = "meter.local", **more: Any) -> dict[str, Any]:
    """A valid configuration of the type `meter`."""
    return {"endpoints": [{"kind": "tcp", "host": host}], **more}


class PlayedTypes:
    """A type source whose entries a test sets."""

    def __init__(self, *entries: TypeEntry) -> None:
        self.entries = {entry.type: entry for entry in entries}
        self._callbacks: list[Callable[[], None]] = []

    def types(self) -> dict[str, TypeEntry]:
        """Present entries."""
        return dict(self.entries)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Remember whom to tell."""
        self._callbacks.append(callback)

    async def refresh(self) -> None:
        """Nothing to look at."""

    def set(self, entry: TypeEntry) -> None:
        """Change an entry and tell."""
        self.entries[entry.type] = entry
        for callback in self._callbacks:
            callback()


class PlayedSupervisor:
    """A supervisor that runs nothing: what is enabled counts as running at once, unless a test says otherwise."""

    def __init__(self) -> None:
        self.docker_ok: Reason | None = None
        self.desired: dict[str, DesiredInstance] = {}
        self.suspended: set[str] = set()
        self.held: Reason | None = None
        self.history: list[list[str]] = []
        self.verbs: list[tuple[str, str]] = []
        self.samples: dict[str, InstanceStats] = {}
        self._said: dict[str, Observation] = {}
        self._callbacks: list[Callable[[str], None]] = []

    async def start(self) -> None:
        """Nothing to begin."""

    async def stop(self) -> None:
        """Nothing to end."""

    def desire(self, instances: Sequence[DesiredInstance]) -> None:
        """Take the whole set."""
        self.desired = {desired.id: desired for desired in instances}
        self.history.append(list(self.desired))
        for instance in self.desired:
            self._tell(instance)

    def hold(self, reason: Reason | None) -> None:
        """Remember why."""
        self.held = reason
        for instance in self.desired:
            self._tell(instance)

    def suspend(self, instances: Collection[str]) -> None:
        """Take them for stopped."""
        changed, self.suspended = self.suspended ^ set(instances), set(instances)
        for instance in changed:
            self._tell(instance)

    async def restart(self, instance: str) -> None:
        """Remember it."""
        self._order("restart", instance)

    async def kill(self, instance: str) -> None:
        """Remember it."""
        self._order("kill", instance)

    def observation(self, instance: str) -> Observation:
        """What a test said, else running when wanted."""
        if instance in self._said:
            return self._said[instance]
        desired = self.desired.get(instance)
        running = desired is not None and desired.enabled and self.held is None and instance not in self.suspended
        return Observation(instance=instance, container="running" if running else "absent")

    def say(self, observation: Observation) -> None:
        """Set an observation and tell."""
        self._said[observation.instance] = observation
        self._tell(observation.instance)

    def on_change(self, callback: Callable[[str], None]) -> None:
        """Remember whom to tell."""
        self._callbacks.append(callback)

    def stats(self) -> dict[str, InstanceStats]:
        """What a test set."""
        return dict(self.samples)

    async def logs(self, instance: str, lines: int) -> list[LogLine]:
        """Made-up lines."""
        return [LogLine(number, "info", f"line {number} of {instance}") for number in range(lines)]

    def _order(self, verb: str, instance: str) -> None:
        if instance not in self.desired:
            raise UnknownInstance(f"{instance} is not desired", id=instance)
        self.verbs.append((verb, instance))

    def _tell(self, instance: str) -> None:
        for callback in self._callbacks:
            callback(instance)


class PlayedIdentities:
    """Remembers who may log in."""

    def __init__(self) -> None:
        self.ensured: list[list[str]] = []
        self.rights: dict[str, Rights] = {}
        self.locked: list[str] = []
        self.listed: dict[str, list[str]] | None = None

    async def connections(self) -> dict[str, list[str]] | None:
        """What a test set."""
        return self.listed

    def grant(self, rights: Mapping[str, Rights]) -> None:
        """Remember it."""
        self.rights = dict(rights)

    async def ensure(self, instances: Iterable[str]) -> None:
        """Remember the set."""
        self.ensured.append(sorted(instances))

    async def lock(self, instances: Iterable[str]) -> None:
        """Remember the set."""
        self.locked = sorted(instances)

    def gateway_password(self) -> str:
        """No password: the fake broker lets everyone in."""
        return ""

    def instance_password(self, instance: str) -> str:
        """No password."""
        return ""
