"""Creating, changing, removing and operating instances for the API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from dinrail.documents import Limits, SafeWrite
from dinrail.errors import AddressError
from dinrail.names import check_instance_id
from dinrail.settings import merge_secrets
from dinrail_gateway.documents.document import Document
from dinrail_gateway.documents.json_text import Rejected, check_plain, parse
from dinrail_gateway.errors import ApiError, Conflict, Invalid, NotFound, Unavailable
from dinrail_gateway.instances.aliases import Aliases
from dinrail_gateway.instances.document import (
    InstanceEntry,
    Instances,
    TypeLookup,
    examine,
    plain_entry,
    render_instances,
)
from dinrail_gateway.instances.ledger import Ledger
from dinrail_gateway.instances.owners import clash, losers, names
from dinrail_gateway.instances.schemas import (
    FieldError,
    InstanceBody,
    InstanceView,
    LimitsBody,
    NewInstanceBody,
    SafeWriteBody,
    Validation,
)
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.instances.start_order import circles, follow, strangers
from dinrail_gateway.problems.board import Problem
from dinrail_gateway.status.schemas import StatusView

__all__ = ["InstanceService"]

Change = Callable[[list[dict[str, Any]]], None]


class InstanceService:
    """CRUD on `instances.json`; revisions per instance guard against lost updates."""

    def __init__(
        self,
        document: Document[Instances],
        *,
        types: TypeLookup,
        aliases: Aliases,
        secrets: SecretStore,
        ledger: Ledger,
        status: Callable[[str], StatusView],
    ) -> None:
        self._document = document
        self._types = types
        self._aliases = aliases
        self._secrets = secrets
        self._ledger = ledger
        self._status = status

    def ids(self) -> list[str]:
        """Configured ids in the order of the file."""
        return list(self._entries())

    def views(self) -> list[InstanceView]:
        """All instances in the order of the file."""
        return [self._view(entry) for entry in self._entries().values()]

    def view(self, instance: str) -> InstanceView:
        """One instance; raises NotFound."""
        return self._view(self.entry(instance))

    def entry(self, instance: str) -> InstanceEntry:
        """Its entry; raises NotFound."""
        entry = self._entries().get(instance)
        if entry is None:
            raise NotFound(f"there is no instance {instance[:64]!r}", key="unknown_instance", id=instance[:64])
        return entry

    async def create(self, body: NewInstanceBody) -> InstanceView:
        """Add one; raises Conflict when the id is taken, Invalid with every field error."""
        _require_id(body.id)
        entry = _entry(body.id, body)
        _require_plain(body.config)
        await self._require_valid(entry, None)
        await self._aliases.learn(names([entry], self._types))

        def add(items: list[dict[str, Any]]) -> None:
            if any(item["id"] == entry.id for item in items):
                raise Conflict(f"{entry.id!r} exists already", key="instance_exists", path="/id", id=entry.id)
            self._require_own_links(entry)
            self._require_order(entry)
            items.append(plain_entry(entry))

        await self._change(add)
        return self.view(entry.id)

    async def clone(self, instance: str, new: str, title: str | None) -> InstanceView:
        """Another one like it with its secrets, switched off: two at one device would be one too many."""
        known = self.entry(instance)
        self.require_new(new)
        body = NewInstanceBody(
            id=new,
            type=known.type,
            title=known.title if title is None else title,
            enabled=False,
            runtime=known.runtime,
            limits=LimitsBody(**msgspec.to_builtins(known.limits)),
            config=merge_secrets(known.config, self._secrets.of(instance)),
            safe_writes=[SafeWriteBody(path=one.path, value=one.value) for one in known.safe_writes],
            after=list(known.after),
        )
        return await self.create(body)

    async def rename(self, old: str, new: str, *, enabled: bool) -> None:
        """Give it another id in its place in the file; its secrets go with it. Raises ApiError."""
        known = self.entry(old)
        self.require_new(new)
        whole = merge_secrets(known.config, self._secrets.of(old))
        entry = msgspec.structs.replace(known, id=new, enabled=enabled, config=whole)
        await self._require_valid(entry, None)

        def rename(items: list[dict[str, Any]]) -> None:
            item = _item(items, old)
            item.clear()
            item.update(plain_entry(entry))
            follow(items, old, new)

        await self._change(rename)

    def require_new(self, instance: str) -> None:
        """Raises Invalid for what is no id, Conflict for one that is taken."""
        _require_id(instance)
        if instance in self._entries():
            raise Conflict(f"{instance!r} exists already", key="instance_exists", path="/id", id=instance)

    async def replace(self, instance: str, body: InstanceBody, revision: int | None) -> InstanceView:
        """Change one; raises Conflict with the present one when `revision` is not its revision any more."""
        known = self.entry(instance)
        if body.type != known.type:
            message = "the type of an instance cannot change; remove it and add another"
            raise _invalid([Problem.at("/type", "type_immutable", message, type=known.type)])
        entry = _entry(instance, body, known)
        _require_plain(body.config)
        await self._require_valid(entry, known)
        await self._aliases.learn(names([entry], self._types))
        await self._put(entry, revision)
        return self.view(instance)

    async def switch(self, instance: str, enabled: bool) -> bool:
        """Set the desired state; False when it was that already; raises Conflict when another owns a link of its."""
        if enabled:
            await self._aliases.learn(names([self.entry(instance)], self._types))
            self.require_links(instance)
        if self.entry(instance).enabled == enabled:
            return False

        def change(items: list[dict[str, Any]]) -> None:
            wanted = msgspec.structs.replace(self.entry(instance), enabled=enabled)
            if (taken := clash(wanted, self._entries().values(), self._types, self._aliases.of)) is not None:
                raise Conflict.of(taken.reason)
            _item(items, instance)["enabled"] = enabled

        await self._change(change)
        return True

    def require_links(self, instance: str) -> None:
        """Raises Conflict for an enabled instance that must not run because another owns a link of its."""
        if (taken := losers(self._entries().values(), self._types, self._aliases.of).get(instance)) is not None:
            raise Conflict.of(taken.reason)

    async def remove(self, instance: str, revision: int | None) -> None:
        """Remove one; what it owned on the bus is cleared when its container is gone."""
        self.entry(instance)

        def remove(items: list[dict[str, Any]]) -> None:
            self._require_current(instance, revision)
            items.remove(_item(items, instance))
            follow(items, instance, None)

        await self._change(remove)

    async def validate(self, type_: str, config: dict[str, Any], instance: str | None) -> Validation:
        """Try a configuration without keeping anything."""
        _require_plain(config)
        known = self._entries().get(instance) if instance else None
        entry = InstanceEntry(instance or "trial", type_, config=config)
        stored = self._secrets.of(instance) if instance else {}
        tried = await asyncio.to_thread(examine, entry, known, self._types, stored)
        found = [*tried.wrong, *tried.missing]
        errors = [_field(problem, problem.path.removeprefix("/config")) for problem in found]
        return {"ok": not errors, "errors": errors}

    async def _put(self, entry: InstanceEntry, revision: int | None) -> None:
        def change(items: list[dict[str, Any]]) -> None:
            self._require_current(entry.id, revision)
            self._require_own_links(entry)
            self._require_order(entry)
            item = _item(items, entry.id)
            item.clear()
            item.update(plain_entry(entry))

        await self._change(change)

    async def _change(self, change: Change) -> None:
        def build(current: Instances | None) -> bytes:
            if current is None:
                raise Unavailable("instances.json was never readable", key="document_unreadable")
            raw = parse(self._document.text)
            change(raw["instances"])
            return render_instances(raw["instances"])

        try:
            await self._document.change(build)
        except Rejected as rejected:
            raise _invalid(rejected.problems) from None
        except OSError as error:
            message = f"the configuration cannot be written: {error.strerror or error}"
            raise Unavailable(message, key="config_unwritable", detail=error.strerror) from None

    def _require_own_links(self, entry: InstanceEntry) -> None:
        if (taken := clash(entry, self._entries().values(), self._types, self._aliases.of)) is not None:
            raise _invalid([Problem.of(taken.reason, f"/config{taken.pointer}")])

    def _require_order(self, entry: InstanceEntry) -> None:
        """Only for what is new in it: an entry that names somebody who is gone stays changeable."""
        known = self._entries()
        others = [each for each in known.values() if each.id != entry.id]
        named = known[entry.id].after if entry.id in known else ()
        wrong = circles([entry, *others]) + [
            each for each in strangers([entry, *others]) if each.params["id"] not in named
        ]
        if own := [each for each in wrong if each.path == "/instances/0/after"]:
            raise _invalid([msgspec.structs.replace(each, path="/after") for each in own])

    def _require_current(self, instance: str, revision: int | None) -> None:
        if revision is not None and revision != self._ledger.revision(instance):
            current = {"current": self.view(instance)}
            raise Conflict(f"{instance!r} was changed meanwhile", extra=current, id=instance)

    async def _require_valid(self, entry: InstanceEntry, known: InstanceEntry | None) -> None:
        stored = self._secrets.of(entry.id) if known else {}
        tried = await asyncio.to_thread(examine, entry, known, self._types, stored)
        if problems := [*tried.wrong, *tried.missing]:
            raise _invalid(problems)

    def _entries(self) -> Instances:
        return self._document.value or {}

    def _view(self, entry: InstanceEntry) -> InstanceView:
        limits = entry.limits
        return {
            "id": entry.id,
            "type": entry.type,
            "title": entry.title,
            "enabled": entry.enabled,
            "runtime": entry.runtime,
            "limits": {
                "cpu": limits.cpu,
                "memory_mb": limits.memory_mb,
                "pids": limits.pids,
                "packets_per_s": limits.packets_per_s,
                "points": limits.points,
            },
            "config": entry.config,
            "safe_writes": [{"path": one.path, "value": one.value} for one in entry.safe_writes],
            "after": list(entry.after),
            "revision": self._ledger.revision(entry.id),
            "status": self._status(entry.id),
        }


def _entry(instance: str, body: InstanceBody, known: InstanceEntry | None = None) -> InstanceEntry:
    """known: as it is, kept where the body says nothing of safe writes or order."""
    limits = msgspec.convert(body.limits.model_dump(), Limits)
    safe, after = (known.safe_writes, known.after) if known is not None else ((), ())
    if body.safe_writes is not None:
        safe = tuple(SafeWrite(one.path, one.value) for one in body.safe_writes)
    if body.after is not None:
        after = tuple(dict.fromkeys(body.after))
    return InstanceEntry(instance, body.type, body.title, body.enabled, body.runtime, limits, body.config, safe, after)


def _require_id(instance: str) -> None:
    try:
        check_instance_id(instance)
    except AddressError as error:
        raise _invalid([Problem.of(error.reason, "/id")]) from None


def _require_plain(config: dict[str, Any]) -> None:
    try:
        check_plain(config, "/config")
    except Rejected as rejected:
        raise _invalid(rejected.problems) from None


def _item(items: list[dict[str, Any]], instance: str) -> dict[str, Any]:
    for item in items:
        if item["id"] == instance:
            return item
    raise NotFound(f"there is no instance {instance!r}", key="unknown_instance", id=instance)


def _field(problem: Problem, path: str) -> FieldError:
    return {"path": path, "key": problem.key, "message": problem.message, "params": problem.params}


def _invalid(problems: list[Problem]) -> ApiError:
    first = problems[0]
    error = Invalid(first.message, key=first.key, path=first.path)
    error.reason = msgspec.structs.replace(error.reason, params=first.params)
    error.extra = {"errors": [_field(problem, problem.path) for problem in problems]}
    return error
