"""The bus: nodes that talk, ports that listen, and what can go wrong with it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, Protocol

__all__ = ["BUS_OFF", "Node", "Port", "SimFrame", "SimulatedBus"]

BUS_OFF, BUS_ERROR, PROTOCOL = 0x040, 0x080, 0x008


class SimFrame(NamedTuple):
    """A data frame."""

    id: int
    data: bytes
    extended: bool = False


class Port(Protocol):
    """Where a client is connected."""

    def deliver(self, frame: SimFrame) -> None:
        """A frame of the bus."""

    def error(self, classes: int) -> None:
        """An error frame, by the classes of Linux."""


class Node(Protocol):
    """A device on the bus."""

    def step(self, now: float) -> list[SimFrame]:
        """Frames that are due, at seconds since the start."""

    def hear(self, frame: SimFrame, now: float) -> None:
        """A frame somebody sent."""


class SimulatedBus:
    """Frames of every node and client go to all others."""

    def __init__(self, *nodes: Node) -> None:
        self.nodes = list(nodes)
        self.ports: list[Port] = []
        self.off = False
        """Controllers have left the bus: nothing comes and nothing goes."""
        self.shorted = False
        """The cable is short: error frames only."""
        self.counts: Counter[str] = Counter()
        self.now = 0.0

    def step(self, now: float) -> None:
        """Let the nodes talk."""
        self.now = now
        if self.shorted and not self.off:
            self.raise_error(BUS_ERROR | PROTOCOL)
        for node in self.nodes:
            for frame in node.step(now):
                self.send(frame)

    def send(self, frame: SimFrame, source: Port | None = None) -> bool:
        """Put a frame on the bus; False when it is off or short."""
        if self.off or self.shorted:
            self.counts["unsent"] += 1
            return False
        self.counts["frames"] += 1
        for port in self.ports:
            if port is not source:
                port.deliver(frame)
        if source is not None:
            self.counts["received"] += 1
            for node in self.nodes:
                node.hear(frame, self.now)
        return True

    def raise_error(self, classes: int) -> None:
        """An error frame at every port."""
        for port in list(self.ports):
            port.error(classes)

    def bus_off(self) -> None:
        """All controllers leave the bus until `recover`."""
        self.off = True
        self.raise_error(BUS_OFF)

    def recover(self) -> None:
        """All is well again."""
        self.off = self.shorted = False
