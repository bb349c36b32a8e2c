"""What outlives a connection: subscriptions, unacknowledged messages, callbacks; and the dispatch of what arrives."""

from __future__ import annotations

import logging

from mqtt5 import ConnAckPacket, PubAckPacket, PublishPacket, SubAckPacket, UnsubAckPacket

from dinrail.bus._counters import BusCounters
from dinrail.bus._hooks import Hooks
from dinrail.bus._link import Link
from dinrail.bus._outbox import Outbox
from dinrail.bus._subscriptions import Subscriptions
from dinrail.clock import Clock

__all__ = ["Traffic"]

_MAX_WAITING = 2000
_MAX_WAITING_BYTES = 16 * 1024 * 1024


class Traffic:
    """The receiver of every link of one bus."""

    def __init__(self, clock: Clock, log: logging.Logger) -> None:
        self.counters = BusCounters()
        self.hooks = Hooks(log, self.counters)
        self.outbox = Outbox(clock, self.counters, _MAX_WAITING, _MAX_WAITING_BYTES)
        self.subscriptions = Subscriptions()
        self._routes = self.subscriptions.routes
        self._log = log

    def attach(self, link: Link, answer: ConnAckPacket) -> None:
        """A new connection: subscribe again, then send what waits."""
        for packet in self.subscriptions.all():
            link.send(packet)
        self.outbox.attach(link, answer.receive_max)

    def detach(self) -> None:
        """The connection is gone."""
        self.outbox.detach()
        self.subscriptions.lost()

    def deliver(self, packet: PublishPacket) -> None:
        """Call the handlers of a message."""
        self.counters.received += 1
        for number in packet.subscription_ids:
            for handler in self._routes.get(number, ()):
                try:
                    handler(packet)
                except Exception as error:  # noqa: BLE001 - one bad handler must not cost the connection
                    self.hooks.handler_failed(error, packet)

    def acknowledged(self, packet: PubAckPacket) -> None:
        """The broker took or refused a QoS 1 message."""
        self.outbox.acknowledged(packet)

    def granted(self, packet: SubAckPacket) -> None:
        """The broker answered a SUBSCRIBE."""
        for subscription in self.subscriptions.granted(packet):
            self.counters.subscriptions_refused += 1
            self._log.warning("%s", subscription.refused.message if subscription.refused else subscription.filter)

    def released(self, packet: UnsubAckPacket) -> None:
        """The broker answered an UNSUBSCRIBE."""
        self.subscriptions.released(packet)

    def writable(self) -> None:
        """The socket takes bytes again."""
        self.outbox.pump()
