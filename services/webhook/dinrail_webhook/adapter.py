"""The adapter: writes become letters, letters are brought, hooks are told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import uuid4

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import BadValue, CallRefused, NotConnected, ProtocolError, WriteRefused
from dinrail.reach import Allowed
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_webhook.calls import Chosen, Listed, Tried, params_of
from dinrail_webhook.client import Client, Resolve, resolve
from dinrail_webhook.config import NotificationConfig, TargetConfig, WebhookConfig
from dinrail_webhook.courier import Courier
from dinrail_webhook.incoming import Incoming
from dinrail_webhook.letters import Letter, Tally
from dinrail_webhook.making import job_of, request_of
from dinrail_webhook.notifier import Notifier
from dinrail_webhook.office import Office
from dinrail_webhook.outcome import Outcome
from dinrail_webhook.points import EMPTY, TRIED, points_of

__all__ = ["WebhookAdapter"]

MAX_VALUE = 8192
TAKEN = "taken"
DIRECT_S = 4.5
"""A writer waits 5 s."""


class WebhookAdapter(Adapter[WebhookConfig]):
    """There is no device: it is connected while its letters can be kept."""

    config_type = WebhookConfig
    fast_loop = False

    def __init__(self, config: WebhookConfig, context: Context, resolver: Resolve = resolve) -> None:
        super().__init__(config, context)
        self._targets = {each.name: each for each in config.told()}
        self._resolver = resolver
        self._office: Office | None = None
        self._client: Client | None = None
        self._notifier: Notifier | None = None
        self._couriers: dict[str, Courier] = {}
        self._latest: dict[str, Any] = {}
        self._tallies: dict[str, Tally] = {}
        self._due: asyncio.Event | None = None
        self._incoming = Incoming(config.incoming, self.clock, self._tell_incoming)

    def points(self) -> Iterable[Point]:
        return points_of(self.config)

    async def connect(self, endpoint: object) -> None:
        """Nothing yet: a configuration that is only tried must not bring the letters of the one that runs."""

    async def run(self) -> None:
        """Bring letters and tell how it goes, until cancelled."""
        self._client, self._notifier = Client(Allowed.of(self.config.allow), self._resolver), Notifier()
        office, self._due = Office(self.context.data), asyncio.Event()
        self._office = office
        store = await office.open()
        gone = Reason("target_gone", {}, "the target is not configured any more")
        with contextlib.suppress(NotConnected):  # nobody brings them anyhow
            await office.change(lambda store: store.bury(list(self._targets), gone))
        self._latest = await office.ask(lambda store: store.latest())
        self._couriers = {name: self._courier(name, office) for name in self._targets}
        if store.damaged:
            self.log.warning("the file of letters was damaged and is kept aside; an empty one is used")
        try:
            async with asyncio.TaskGroup() as group:
                for courier in self._couriers.values():
                    group.create_task(courier.run())
                group.create_task(self._telling(office, self._due))
        except ExceptionGroup as problems:
            raise problems.exceptions[0] from None

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        """A letter that lies on the disk, or one that was taken, as its target wants."""
        target, office = self._targets[point.path], self._open_office()
        if isinstance(value, str) and len(value) > MAX_VALUE:
            raise BadValue(f"a text has at most {MAX_VALUE} characters", path=point.path, value=value[:64])
        letter = Letter(f"msg_{uuid4().hex}", target.name, value, self.clock.now_ms())
        if isinstance(target, TargetConfig) and target.delivery == "direct":
            await self._send_directly(target, letter)
            with contextlib.suppress(NotConnected):  # it is delivered
                await office.change(lambda store: store.remember(target.name, value))
        else:
            await self._keep(office, letter, target.room)
        self._latest[target.name] = value
        self._couriers[target.name].ring()
        self._changed()
        return value

    async def _keep(self, office: Office, letter: Letter, room: int) -> None:
        try:
            kept = await office.change(lambda store: store.add(letter, room))
        except NotConnected as error:
            self._changed()
            raise WriteRefused(str(error), key=error.reason.key, **error.reason.params) from None
        if not kept:
            raise WriteRefused(f"{room} letters wait already", key="letters_full", room=room)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        """letters, resend, discard, send_test, and incoming from the gateway."""
        office = self._open_office()
        if method == "incoming":
            return self._incoming.take(params)
        if method == "letters":
            return await self._listed(office, params_of(params, Listed))
        if method == "send_test":
            return await self._try(params_of(params, Tried))
        if method not in ("resend", "discard"):
            raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])
        chosen = params_of(params, Chosen)
        if method == "discard":
            count = await office.change(lambda store: store.discard(chosen.ids, chosen.target))
        else:
            count = await office.change(lambda store: store.revive(chosen.ids, chosen.target))
            for courier in self._couriers.values():
                courier.hurry()
        self._changed()
        return {"count": count}

    async def close(self) -> None:
        """Release the file; what was under way stays a letter."""
        office, self._office = self._office, None
        if office is not None:
            await office.close()

    def _courier(self, name: str, office: Office) -> Courier:
        target = self._targets[name]
        return Courier(
            name,
            office,
            deliver=partial(self._deliver, target),
            retry_for=target.retry_for,
            per_minute=target.per_minute,
            clock=self.clock,
            changed=self._changed,
        )

    async def _deliver(self, target: TargetConfig | NotificationConfig, letter: Letter) -> Outcome:
        if self._client is None or self._notifier is None:
            raise ProtocolError("not running")
        if isinstance(target, TargetConfig):
            outcome = await self._client.send(request_of(target, letter, self.id, self.clock.now_ms()))
        else:
            outcome = await self._notifier.say(job_of(target, letter, self.id, self.config.allow))
        self.count("letters_taken" if outcome.ok else "letters_failed")
        return outcome

    async def _send_directly(self, target: TargetConfig, letter: Letter) -> None:
        courier = self._couriers[target.name]
        if not courier.pace.take():
            raise WriteRefused(
                f"more than {target.per_minute:g} a minute", key="target_paced", per_minute=target.per_minute
            )
        try:
            async with asyncio.timeout(DIRECT_S):
                outcome = await self._deliver(target, letter)
        except TimeoutError:
            message = f"no answer within {DIRECT_S:g} s"
            outcome = Outcome(Reason("receiver_silent", {"seconds": DIRECT_S}, message))
        courier.trouble = outcome.reason
        self._changed()
        if outcome.reason is not None:
            raise ProtocolError(outcome.reason.message, key=outcome.reason.key, **outcome.reason.params)
        courier.delivered += 1

    async def _try(self, tried: Tried) -> dict[str, Any]:
        target = self._targets.get(tried.target)
        if target is None:
            raise CallRefused(f"there is no target {tried.target}", key="target_unknown", name=tried.target)
        point = next(each for each in self.points() if each.path == target.name)
        value = TRIED[target.takes] if tried.value is None else point.accept(tried.value)
        started = self.clock.monotonic()
        outcome = await self._deliver(target, Letter(f"test_{uuid4().hex}", target.name, value, self.clock.now_ms()))
        took = round((self.clock.monotonic() - started) * 1000)
        return {"ok": outcome.ok, "status": outcome.status, "ms": took, "reason": outcome.reason}

    async def _listed(self, office: Office, asked: Listed) -> dict[str, Any]:
        total, letters = await office.ask(
            lambda store: store.listed(asked.state, asked.target, asked.offset, asked.limit)
        )
        tallies = await office.ask(lambda store: store.tallies())
        return {
            "total": total,
            "items": [each.shown() for each in letters],
            "targets": [self._shown(name, tallies.get(name, Tally())) for name in self._targets],
            "kept": self.context.data is not None,
        }

    def _shown(self, name: str, tally: Tally) -> dict[str, Any]:
        target, courier = self._targets[name], self._couriers[name]
        kind = "http" if isinstance(target, TargetConfig) else "notification"
        return {
            "name": name,
            "kind": kind,
            "takes": target.takes,
            "waiting": tally.waiting,
            "dead": tally.dead,
            "delivered": courier.delivered,
            "reason": courier.trouble,
        }

    async def _telling(self, office: Office, due: asyncio.Event) -> None:
        while True:
            due.clear()
            if office.refused is not None:
                with contextlib.suppress(NotConnected):
                    await office.change(lambda store: store.probe())
            self._tallies = await office.ask(lambda store: store.tallies())
            self._tell()
            self.polled()
            try:
                async with asyncio.timeout(self.interval()):
                    await due.wait()
            except TimeoutError:
                continue

    def _tell(self) -> None:
        now = self.clock.now_ms()
        for name, courier in self._couriers.items():
            tally, takes = self._tallies.get(name, Tally()), self._targets[name].takes
            self.route_data(self.id, name, self._latest.get(name, EMPTY[takes]), ts=now)
            self.route_data(self.id, f"status.{name}.state", courier.trouble.key if courier.trouble else TAKEN, ts=now)
            self.route_data(self.id, f"status.{name}.waiting", tally.waiting, ts=now)
            self.route_data(self.id, f"status.{name}.dead", tally.dead, ts=now)
            self.route_data(self.id, f"status.{name}.delivered", courier.delivered, ts=now)
        self._incoming.tell()
        self._tell_trouble()

    def _tell_trouble(self) -> None:
        failing = [each for each in self._couriers.values() if each.trouble is not None]
        full = self._office.refused if self._office is not None else None
        if full is not None:
            self.degraded(full.key, full.message, **full.params)
        elif failing:
            names = ", ".join(each.target for each in failing)[:200]
            self.degraded("targets_failing", f"letters are not taken: {names}", names=names)
        elif self.context.data is None and self._targets:
            self.degraded("letters_in_memory", "letters are kept in memory only")
        else:
            self.degraded(None)

    def _tell_incoming(self, path: str, value: object, reason: str) -> None:
        self.route_data(
            self.id, path, value, ts=self.clock.now_ms(), quality="bad" if reason else "good", reason=reason
        )

    def _changed(self) -> None:
        if self._due is not None:
            self._due.set()

    def _open_office(self) -> Office:
        if self._office is None:
            raise CallRefused("it is just starting", key="not_connected")
        return self._office
