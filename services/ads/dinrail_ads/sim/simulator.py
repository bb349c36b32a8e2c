"""Target, sockets and a clock together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Literal

from dinrail.testing.device import Pace
from dinrail_ads.sim.device.faults import Fault
from dinrail_ads.sim.device.target import Device, Target
from dinrail_ads.sim.discovery import Discovery
from dinrail_ads.sim.program import Program
from dinrail_ads.sim.server import AdsServer
from dinrail_ads.wire.commands import AdsState

__all__ = ["Simulator"]

FIRST = 851


class Simulator(Pace):
    """A PLC with one program, or several by AMS port. `speed`: simulated seconds per second, 0 stands still.

    `kick`: one connection per address, the newest wins; `users`: who may register a route over UDP.
    """

    def __init__(
        self,
        programs: Program | Mapping[int, Program],
        *,
        net_id: str = "127.0.0.1.1.1",
        name: str = "CX-SIM",
        speed: float = 1.0,
        sum_limit: int = 500,
        budget: int = 550,
        kick: bool = False,
        users: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(speed)
        by_port = {FIRST: programs} if isinstance(programs, Program) else programs
        self.target = Target(by_port, net_id=net_id, name=name, sum_limit=sum_limit, budget=budget)
        self.server = AdsServer(self.target, kick=kick)
        self.discovery = Discovery(self.target, users or {"Administrator": "1"})
        self._first = min(by_port)

    @property
    def port(self) -> int:
        """TCP port it listens on."""
        return self.server.port

    @property
    def program(self) -> Program:
        """The program of the first runtime, as it runs now."""
        return self.device().runtime.program

    @property
    def counts(self) -> Counter[str]:
        """Requests by command and group, connections, notifications."""
        return self.server.counts

    def device(self, port: int | None = None) -> Device:
        """A runtime by its AMS port; the first without one."""
        return self.target.devices[self._first if port is None else port]

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, udp_port: int | None = None) -> None:
        """Listen and let time pass; `udp_port` None: no discovery."""
        await self.server.listen(host, port)
        if udp_port is not None:
            await self.discovery.listen(host, udp_port)
        self.set_going()

    async def stop(self) -> None:
        """Pull the plug; `start` opens the same port again."""
        self.halt()
        self.discovery.stop()
        await self.server.stop()
        await self.target.stop()

    def online_change(self, program: Program, port: int | None = None) -> None:
        """Addresses move, values and handles stay, the symbol version too."""
        device = self.device(port)
        device.runtime.online_change(program)
        device.notes.moved()

    def download(self, program: Program, port: int | None = None) -> None:
        """Handles and notifications die, the symbol version counts."""
        device = self.device(port)
        device.runtime.download(program)
        device.notes.clear()

    def set_state(self, state: Literal["RUN", "STOP", "CONFIG"], port: int | None = None) -> None:
        """CONFIG: the whole target; STOP: one runtime; RUN: both."""
        if state == "CONFIG":
            self.target.configure()
            return
        self.target.run()
        self.device(port).runtime.state = AdsState[state]

    def step(self, seconds: float) -> None:
        """Let all programs run."""
        self.target.step(seconds)

    def drop_clients(self) -> None:
        """Cut every connection."""
        self.server.drop_connections()

    def freeze(self) -> None:
        """Half-open: accepts connections and requests, never sends anything."""
        self.server.frozen = True

    def thaw(self) -> None:
        """Answer again."""
        self.server.frozen = False

    def fail(self, group: int, error_code: int, times: int | None = None) -> Fault:
        """Answer requests to an index group, and such items of sums, with an error."""
        return self.inject(Fault("error", group=group, code=error_code, times=times))

    def inject(self, fault: Fault) -> Fault:
        """Misbehave from now on."""
        return self.target.faults.inject(fault)

    def heal(self, fault: Fault | None = None) -> None:
        """End one fault or all."""
        self.target.faults.heal(fault)

    async def __aenter__(self) -> Simulator:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
