"""Brings accepted instances to the bus, to the broker's identities and to the supervisor, one change at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import Limits
from dinrail.errors import DinrailError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.instances.aliases import Aliases
from dinrail_gateway.instances.definitions import Definitions
from dinrail_gateway.instances.document import InstanceEntry, Instances, TypeLookup
from dinrail_gateway.instances.ledger import Ledger
from dinrail_gateway.instances.owners import Taken, losers, names
from dinrail_gateway.instances.removal import sweep
from dinrail_gateway.instances.rights import rights_of
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.instances.suspension import Suspension
from dinrail_gateway.runtime.interface import DesiredInstance, IdentityKeeper, Supervisor
from dinrail_gateway.status.service import StatusBook, Subject
from dinrail_gateway.types.service import AdapterType

__all__ = ["Rollout", "merged_limits"]

GONE_POLL_S = 0.5
RETRY_S = 5.0
REVISIT_S = 30.0


class Rollout:
    """The way from an accepted document to what runs; removed instances are followed until nothing is left of them."""

    def __init__(
        self,
        *,
        bus: Bus,
        topics: Topics,
        ledger: Ledger,
        secrets: SecretStore,
        types: TypeLookup,
        aliases: Aliases,
        identities: IdentityKeeper,
        supervisor: Supervisor,
        status: StatusBook,
        definitions: Definitions,
        suspension: Suspension,
        leftovers: Callable[[str], bool],
        clock: Clock,
    ) -> None:
        """leftovers: whether anything of an instance is still seen on the bus."""
        self._bus = bus
        self._topics = topics
        self._ledger = ledger
        self._secrets = secrets
        self._types = types
        self._aliases = aliases
        self._identities = identities
        self._supervisor = supervisor
        self._status = status
        self._definitions = definitions
        self._suspension = suspension
        self._leftovers = leftovers
        self._clock = clock
        self._entries: Instances | None = None
        self._lost: dict[str, Taken] = {}
        self._due = asyncio.Event()
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._log = logging.getLogger("dinrail.gateway.instances")

    def start(self) -> None:
        """Begin."""
        self._tasks = [
            begin(self._apply_often, "rollout"),
            begin(self._revisit, "look for removed instances"),
        ]

    async def stop(self) -> None:
        """End; what is under way is taken up again at the next start."""
        await end(*self._tasks, *self._leaving.values())

    def accept(self, entries: Instances) -> None:
        """Take an accepted document; statuses follow at once, the rest in the background."""
        gone = self._ledger.take(
            {name: (entry, self._secrets.of(name), self._limits(entry)) for name, entry in entries.items()}
        )
        self._entries = entries
        self._take_links(entries)
        self._status.configure({name: self._subject(entry) for name, entry in entries.items()})
        for name in gone:
            self._leave(name)
        for name in entries:
            if task := self._leaving.pop(name, None):
                task.cancel()
        self._due.set()

    def link_names(self) -> set[str]:
        """Names of all exclusive links in the accepted document."""
        return names((self._entries or {}).values(), self._types)

    def leaves(self, instance: str) -> bool:
        """Whether it was removed and something of it is not cleared yet."""
        return instance in self._leaving

    def types_changed(self) -> None:
        """Limits, host access, links and problems follow the types; nothing happens before the first document."""
        if self._entries is not None:
            self.accept(self._entries)

    def _take_links(self, entries: Instances) -> None:
        """The later one in the file does not run; a hand edit is not refused as a whole for it."""
        before, self._lost = self._lost, losers(entries.values(), self._types, self._aliases.of)
        for name, taken in self._lost.items():
            if before.get(name) != taken:
                self._log.warning("%s is not run: %s", name, taken.reason.message)

    async def _apply_often(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._apply(self._entries or {})
            except (OSError, DinrailError) as error:
                self._log.error("the instances are not all brought in, again in %g s: %s", RETRY_S, error)
                await self._clock.sleep(RETRY_S)
                self._due.set()

    async def _apply(self, entries: Instances) -> None:
        await self._suspension.recalled()
        await asyncio.to_thread(self._ledger.save)
        self._identities.grant({name: rights_of(entry, self._types) for name, entry in entries.items()})
        await self._identities.ensure([*entries, *self._leaving])
        self._definitions.replace(
            {name: entry.definition(self._limits(entry)) for name, entry in entries.items()},
        )
        self._supervisor.desire([self._desired(entry) for entry in entries.values()])
        await asyncio.to_thread(self._ledger.save)

    def _leave(self, instance: str) -> None:
        if instance not in self._leaving:
            self._log.info("%s is being removed", instance)
            self._leaving[instance] = asyncio.create_task(self._see_off(instance), name=f"remove {instance}")

    async def _see_off(self, instance: str) -> None:
        while self._supervisor.observation(instance).container != "absent":
            await self._clock.sleep(GONE_POLL_S)
        while True:
            try:
                await self._suspension.release(instance)
                others = (name for name in self._leaving if name != instance)
                await self._identities.ensure([*(self._entries or {}), *others])
                await self._bus.connected(3600)
                await sweep(self._bus, self._topics, instance, self._clock)
                break
            except (OSError, DinrailError) as error:
                self._log.info("%s is not cleared yet: %s", instance, error)
                await self._clock.sleep(GONE_POLL_S)
        self._leaving.pop(instance, None)

    async def _revisit(self) -> None:
        """A broker that lost its latest memory may bring back what was cleared."""
        while True:
            await self._clock.sleep(REVISIT_S)
            for instance in self._ledger.removed:
                if instance not in self._leaving and self._leftovers(instance):
                    self._leave(instance)

    def _subject(self, entry: InstanceEntry) -> Subject:
        found = self._types(entry.type)
        problem = None
        if found is None:
            message = f"there is no type {entry.type!r}"
            problem = Reason("unknown_type", {"type": entry.type}, message)
        elif found.image == "failed":
            problem = found.problem or Reason("image_failed", {"type": entry.type}, "its image cannot be built")
        if (taken := self._lost.get(entry.id)) is not None:
            problem = taken.reason
        limits = self._limits(entry)
        revision = self._ledger.revision(entry.id)
        return Subject(entry.enabled, entry.runtime, revision, problem, limits.packets_per_s, limits.points)

    def _limits(self, entry: InstanceEntry) -> Limits:
        found = self._types(entry.type)
        return merged_limits(entry.limits, found.limits if found else Limits())

    def _desired(self, entry: InstanceEntry) -> DesiredInstance:
        found: AdapterType | None = self._types(entry.type)
        manifest = found.manifest if found else None
        return DesiredInstance(
            definition=entry.definition(self._limits(entry)),
            enabled=entry.enabled and entry.id not in self._lost,
            runtime=entry.runtime,
            secrets=self._secrets.of(entry.id),
            host=list(manifest.host) if manifest else [],
            version=manifest.version if manifest else "",
            priority=manifest.priority if manifest else "normal",
            storage=manifest.storage if manifest else False,
            after=entry.after,
        )


def merged_limits(own: Limits, default: Limits) -> Limits:
    """An instance's limits, its type's where it has none."""
    merged = {
        field: getattr(default, field) if getattr(own, field) is None else getattr(own, field)
        for field in Limits.__struct_fields__
    }
    return msgspec.convert(merged, Limits)
