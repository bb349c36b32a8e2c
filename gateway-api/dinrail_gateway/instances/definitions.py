"""Definitions on the bus: `dinrail/<id>/config/<n>`, retained, without secrets."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from dinrail.bus import Bus
from dinrail.documents import InstanceDefinition
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.parts import split_document
from dinrail_gateway.instances.ledger import Ledger

__all__ = ["Definitions"]


class Definitions:
    """Publishes what changed, and everything again after each new broker session."""

    def __init__(self, bus: Bus, ledger: Ledger) -> None:
        self._bus = bus
        self._ledger = ledger
        self._known: dict[str, InstanceDefinition] = {}
        self._published: dict[str, int] = {}
        self._log = logging.getLogger("dinrail.gateway.instances")
        bus.on_connect(self._again)

    def replace(self, definitions: Mapping[str, InstanceDefinition]) -> None:
        """All present definitions; those of another revision than the published one go out."""
        self._known = dict(definitions)
        for instance in definitions:
            if self._published.get(instance) != self._ledger.revision(instance):
                self._publish(instance)

    def _again(self, session_present: bool) -> None:
        self._published.clear()
        for instance in self._known:
            self._publish(instance)

    def _publish(self, instance: str) -> None:
        if not self._bus.is_connected:
            return
        revision = self._ledger.revision(instance)
        payloads = split_document(self._known[instance], revision)
        surplus = [b""] * max(0, self._ledger.parts(instance) - len(payloads))
        try:
            for number, payload in enumerate((*payloads, *surplus)):
                self._bus.publish(Topics.of(instance, "config", str(number)), payload, qos=1, retain=True)
        except BusError as error:
            self._log.error("definition of %s was not published: %s", instance, error)
            return
        self._ledger.set_parts(instance, len(payloads))
        self._published[instance] = revision
