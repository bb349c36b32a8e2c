"""Definitions on the bus: `dinrail/<id>/config/<n>`, retained, without secrets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from dinrail.bus import Bus
from dinrail.documents import InstanceDefinition
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.parts import split_document
from dinrail_gateway.instances.ledger import Ledger

__all__ = ["Definitions"]

RETRY_S = 1.0


class Definitions:
    """Publishes what changed, what did not fit into the queue a second later, everything after each new session."""

    def __init__(self, bus: Bus, ledger: Ledger) -> None:
        self._bus = bus
        self._ledger = ledger
        self._known: dict[str, InstanceDefinition] = {}
        self._published: dict[str, int] = {}
        self._retry: asyncio.TimerHandle | None = None
        self._log = logging.getLogger("dinrail.gateway.instances")
        bus.on_connect(self._again)

    def replace(self, definitions: Mapping[str, InstanceDefinition]) -> None:
        """All present definitions; those of another revision than the published one go out."""
        self._known = dict(definitions)
        self._publish_missing()

    def _publish_missing(self) -> None:
        for instance in self._known:
            if self._published.get(instance) != self._ledger.revision(instance):
                self._publish(instance)

    def _again(self, session_present: bool) -> None:
        self._published.clear()
        self._publish_missing()

    def _publish(self, instance: str) -> None:
        if not self._bus.is_connected:
            return
        revision = self._ledger.revision(instance)
        payloads = split_document(self._known[instance], revision)
        surplus = [b""] * max(0, self._ledger.parts(instance) - len(payloads))
        try:
            for number, payload in enumerate((*payloads, *surplus)):
                if not self._bus.publish(Topics.of(instance, "config", str(number)), payload, qos=1, retain=True):
                    self._ledger.set_parts(instance, len(payloads) + len(surplus))
                    self._publish_later()
                    return
        except BusError as error:
            self._log.error("definition of %s was not published: %s", instance, error)
            return
        self._ledger.set_parts(instance, len(payloads))
        self._published[instance] = revision

    def _publish_later(self) -> None:
        if self._retry is None:
            self._log.warning("definitions do not fit into the queue to the broker, again in %g s", RETRY_S)
            self._retry = asyncio.get_running_loop().call_later(RETRY_S, self._publish_again)

    def _publish_again(self) -> None:
        self._retry = None
        self._publish_missing()
