"""The broker as a person wants to see it: how it is, how it was for an hour, who is on it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal, cast

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.broker.connections import Connection, Connections, Listing
from dinrail_gateway.broker.figures import FIGURES, BrokerFigures
from dinrail_gateway.broker.pace import STEP_S, Pace
from dinrail_gateway.broker.schemas import (
    BrokerFiguresView,
    BrokerHistory,
    BrokerRates,
    BrokerView,
    ConnectionsView,
    ConnectionView,
)
from dinrail_gateway.broker.seen import Seen
from dinrail_gateway.identities.keeper import NODE_RED
from dinrail_gateway.settings import GatewaySettings
from dinrail_gateway.status.fleet import Fleet
from dinrail_gateway.types.schemas import ReasonView

__all__ = ["BrokerService"]

SEEN_FILE = "broker-seen.json"
PARTS = ("gateway", "router", NODE_RED)
DROPPING_S = 600


class BrokerService:
    """Listens from the start on. instances: ids that are configured."""

    def __init__(
        self,
        settings: GatewaySettings,
        bus: Bus,
        fleet: Fleet,
        *,
        listing: Listing,
        instances: Callable[[], Collection[str]],
        clock: Clock,
    ) -> None:
        self._bus = bus
        self._fleet = fleet
        self._instances = instances
        self._clock = clock
        self.figures = BrokerFigures(bus, clock)
        self.pace = Pace(clock)
        self.figures.on_round(self.pace.take)
        self.seen = Seen(settings.data / SEEN_FILE, wanted=_outside, clock=clock)
        self.connections = Connections(bus, listing, self.seen, clock=clock)

    async def start(self) -> None:
        """Begin."""
        await self.seen.start()

    async def stop(self) -> None:
        """End."""
        await self.seen.stop()

    def view(self) -> BrokerView:
        """How it is."""
        figures, away = self.figures.last(), self._away()
        told = {name: int(figures[name]) if name in figures else None for name, _ in FIGURES.values()}
        dropping = self.connections.dropping(self._clock.now_ms() - DROPPING_S * 1000)
        rates = self.pace.rates()
        return {
            "connected": away is None,
            "reason": away,
            "heard_at": self.figures.heard_at,
            "version": self.figures.version,
            "uptime_s": self.figures.uptime_s,
            "figures": cast("BrokerFiguresView", told),
            "rates": cast("BrokerRates", rates if away is None else dict.fromkeys(rates)),
            "dropped_last_minute": self.pace.dropped() if away is None else None,
            "dropping": [{"user": user, "at": at} for user, at in dropping.items()],
        }

    def history(self) -> BrokerHistory:
        """How it was."""
        times = {"step_s": STEP_S, "until": self._clock.now_ms()}
        return cast("BrokerHistory", {**times, **self.pace.history()})

    async def connected(self) -> ConnectionsView:
        """Who is on it."""
        away = self._away()
        if away is not None:
            return {"complete": False, "connected": None, "reason": away, "connections": []}
        found = {one.user: self._view(one, "broker") for one in await self.connections.now()}
        if not self.connections.complete:
            for user in (*PARTS, *self._instances()):
                if user not in found and self._lives(user):
                    found[user] = self._view(Connection(user), "state")
        count = self.figures.now().get("clients_connected")
        return {
            "complete": self.connections.complete,
            "connected": None if count is None else int(count),
            "reason": None,
            "connections": [found[user] for user in sorted(found, key=lambda user: (_outside(user), user))],
        }

    # -- what the list of credentials shows

    async def refresh(self) -> None:
        """Ask the broker, when it was not asked just now."""
        await self.connections.now()

    def is_connected(self, user: str) -> bool | None:
        """Null when it cannot be known."""
        return self.connections.is_connected(user)

    def seen_at(self, user: str) -> int | None:
        """When a client was last there, Unix ms."""
        return self.seen.at(user)

    def forget(self, user: str) -> None:
        """A client that is withdrawn."""
        self.seen.forget(user)

    def _view(self, one: Connection, told_by: Literal["broker", "state"]) -> ConnectionView:
        return {
            "user": one.user,
            "name": one.user.lstrip("_"),
            "kind": self._kind(one.user),
            "told_by": told_by,
            "address": one.address,
            "protocol": one.protocol,
            "since": one.since,
            "heard_at": self._heard_at(one.user),
        }

    def _kind(self, user: str) -> Literal["instance", "part", "outside", "unknown"]:
        if user in PARTS:
            return "part"
        if _outside(user):
            return "outside"
        return "instance" if user in self._instances() else "unknown"

    def _lives(self, user: str) -> bool:
        if user == "gateway":
            return True
        state = self._fleet.state(user)
        return state is not None and state.state not in ("lost", "stopped")

    def _heard_at(self, user: str) -> int | None:
        vitals = self._fleet.vitals(user)
        times = [at for at in (vitals.pulse_at, vitals.state_at if vitals.state else None) if at is not None]
        if not times:
            return None
        return self._clock.now_ms() - int((self._clock.monotonic() - max(times)) * 1000)

    def _away(self) -> ReasonView | None:
        if self._bus.is_connected:
            return None
        why = self._bus.last_error or Reason("broker_unreachable", {}, "no connection to the broker")
        return {"key": why.key, "params": why.params, "message": why.message}


def _outside(user: str) -> bool:
    """No instance id begins with an underscore, no outside client with two."""
    return user.startswith("_") and user not in PARTS
