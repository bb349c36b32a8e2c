"""Who wants which messages: one MQTT subscription per filter, dispatched by its subscription identifier."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mqtt5 import (
    PublishPacket,
    QoS,
    RetainHandling,
    SubAckPacket,
    SubscribePacket,
    TopicFilter,
    UnsubAckPacket,
    UnsubscribePacket,
)

from dinrail.bus._reasons import broker_says
from dinrail.errors import BusError, BusTimeout
from dinrail.reason import Reason

__all__ = ["Handler", "Subscription", "Subscriptions"]

Handler = Callable[[PublishPacket], object]
_QOS = (QoS.AT_MOST_ONCE, QoS.AT_LEAST_ONCE)
_FIRST_ID = 32768  # the lower half of the packet ids belongs to messages
_LAST_ID = 65535
_REFUSED = 0x80


class Subscription:
    """One handler on one filter. `refused` says why the broker does not serve it, None while it does."""

    __slots__ = ("_waiters", "filter", "granted", "handler", "qos", "refused")

    def __init__(self, filter: str, handler: Handler, qos: int) -> None:  # noqa: A002 - the field's word
        self.filter = filter
        self.handler = handler
        self.qos = qos
        self.granted = False
        self.refused: Reason | None = None
        self._waiters: list[asyncio.Future[None]] = []

    async def wait(self, timeout: float = 5.0) -> None:
        """Until the broker granted it; raises BusError when it refused, BusTimeout after `timeout` seconds."""
        if not self.granted and self.refused is None:
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            try:
                await asyncio.wait_for(waiter, timeout)
            except TimeoutError:
                raise BusTimeout(f"no answer to the subscription of {self.filter}", filter=self.filter) from None
            finally:
                if waiter in self._waiters:
                    self._waiters.remove(waiter)
        if self.refused is not None:
            raise BusError(self.refused.message, key=self.refused.key, **self.refused.params)

    def answered(self, refused: Reason | None) -> None:
        """The broker's word on it."""
        self.granted = refused is None
        self.refused = refused
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()


class _Group:
    """All subscriptions of one filter; MQTT knows it once per connection."""

    __slots__ = ("id", "members", "no_local", "retain_as_published", "retain_handling")

    def __init__(self, number: int, no_local: bool, retain_as_published: bool, handling: RetainHandling) -> None:
        self.id = number
        self.no_local = no_local
        self.retain_as_published = retain_as_published
        self.retain_handling = handling
        self.members: list[Subscription] = []

    def packet(self, packet_id: int) -> bytes:
        topic_filter = TopicFilter(
            self.members[0].filter,
            max_qos=_QOS[max(member.qos for member in self.members)],
            no_local=self.no_local,
            retain_as_published=self.retain_as_published,
            retain_handling=self.retain_handling,
        )
        return SubscribePacket(packet_id, [topic_filter], subscription_id=self.id).write()


class Subscriptions:
    """The registry: `routes` maps a subscription identifier to the handlers of its filter."""

    def __init__(self) -> None:
        self.routes: dict[int, tuple[Handler, ...]] = {}
        self._groups: dict[str, _Group] = {}
        self._unanswered: dict[int, _Group] = {}
        self._leaving: dict[int, int] = {}
        self._last_id = 0
        self._last_packet_id = _LAST_ID

    def add(
        self, subscription: Subscription, no_local: bool, retain_as_published: bool, handling: RetainHandling
    ) -> bytes:
        """Register; returns the SUBSCRIBE to send.

        Raises ValueError for options that differ on one filter, BusError for a filter that is none.
        """
        group = self._groups.get(subscription.filter)
        if group is None:
            self._last_id += 1
            group = _Group(self._last_id, no_local, retain_as_published, handling)
        elif (group.no_local, group.retain_as_published) != (no_local, retain_as_published):
            raise ValueError(f"{subscription.filter} is subscribed with other options already")
        group.members.append(subscription)
        try:
            packet = self._packet(group)
        except ValueError as error:
            group.members.pop()
            shown = subscription.filter[:200].encode(errors="replace").decode()
            raise BusError(f"not a filter: {shown!r} ({error})", key="filter_invalid", filter=shown) from None
        self._groups[subscription.filter] = group
        self._route(group)
        return packet

    def remove(self, subscription: Subscription, late: Handler | None = None) -> bytes | None:
        """Forget it at once; returns the UNSUBSCRIBE to send when nobody else wants the filter.

        `late` takes what the broker sends before it answers that.
        """
        group = self._groups.get(subscription.filter)
        if group is None or subscription not in group.members:
            return None
        group.members.remove(subscription)
        self._route(group)
        if group.members:
            return None
        del self._groups[subscription.filter]
        packet_id = self._packet_id()
        if late is not None:
            self.routes[group.id] = (late,)
            self._leaving[packet_id] = group.id
        return UnsubscribePacket(packet_id, [subscription.filter]).write()

    def all(self) -> list[bytes]:
        """The SUBSCRIBEs of a new connection."""
        self._unanswered.clear()
        return [self._packet(group) for group in self._groups.values()]

    def lost(self) -> None:
        """The connection and with it every grant is gone."""
        self._unanswered.clear()
        for number in self._leaving.values():
            self.routes.pop(number, None)
        self._leaving.clear()
        for group in self._groups.values():
            for member in group.members:
                member.granted = False
                member.refused = None

    def granted(self, packet: SubAckPacket) -> list[Subscription]:
        """Take the broker's answer; returns the subscriptions it refused."""
        group = self._unanswered.pop(packet.packet_id, None)
        if group is None:
            return []
        code = packet.reason_codes[0]
        refused = None
        if int(code) >= _REFUSED:
            name = group.members[0].filter if group.members else ""
            said = broker_says(packet.reason_str, code.name)
            refused = Reason(
                "subscription_refused", {"filter": name, "code": int(code)}, f"subscription of {name} refused: {said}"
            )
        for member in group.members:
            member.answered(refused)
        return list(group.members) if refused else []

    def released(self, packet: UnsubAckPacket) -> None:
        """Nothing of that filter comes any more."""
        self.routes.pop(self._leaving.pop(packet.packet_id, 0), None)

    def _route(self, group: _Group) -> None:
        if group.members:
            self.routes[group.id] = tuple(member.handler for member in group.members)
        else:
            self.routes.pop(group.id, None)

    def _packet(self, group: _Group) -> bytes:
        packet_id = self._packet_id()
        packet = group.packet(packet_id)
        self._unanswered[packet_id] = group
        return packet

    def _packet_id(self) -> int:
        self._last_packet_id = self._last_packet_id + 1 if self._last_packet_id < _LAST_ID else _FIRST_ID
        return self._last_packet_id
