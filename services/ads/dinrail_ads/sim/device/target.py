"""The machine: its NetId, its routes, its runtimes and the system service that speaks for it."""

from __future__ import annotations

from collections.abc import Mapping

from dinrail_ads.sim.device.faults import Faults
from dinrail_ads.sim.device.notes import Client, Notes
from dinrail_ads.sim.device.runtime import Runtime
from dinrail_ads.sim.device.services import Services
from dinrail_ads.sim.program import Program
from dinrail_ads.wire.ams import net_id_bytes
from dinrail_ads.wire.commands import AdsState

__all__ = ["Device", "Target"]


class Device:
    """One runtime with its services and notifications."""

    def __init__(self, port: int, program: Program, faults: Faults, *, sum_limit: int, budget: int) -> None:
        self.port = port
        self.runtime = Runtime(program, faults)
        self.notes = Notes(self.runtime, port, budget)
        self.services = Services(self.runtime, self.notes, sum_limit)


class Target:
    """`routes`: NetIds that may talk to it, with their names; None lets everybody in."""

    def __init__(self, programs: Mapping[int, Program], *, net_id: str, name: str, sum_limit: int, budget: int) -> None:
        self.net_id = net_id_bytes(net_id)
        self.name = name
        self.state = AdsState.RUN
        self.restarts = 1
        self.routes: dict[bytes, str] | None = None
        self.faults = Faults()
        self.devices = {
            port: Device(port, program, self.faults, sum_limit=sum_limit, budget=budget)
            for port, program in programs.items()
        }

    @property
    def present(self) -> dict[int, Device]:
        """The runtimes that can be reached: none in CONFIG."""
        return self.devices if self.state == AdsState.RUN else {}

    def configure(self) -> None:
        """To CONFIG: runtimes vanish with all that clients registered."""
        self.state = AdsState.CONFIG
        for device in self.devices.values():
            device.notes.clear(all_of_them=True)
            device.runtime.handles.clear()

    def run(self) -> None:
        """To RUN; out of CONFIG every program starts anew."""
        if self.state != AdsState.RUN:
            self.state = AdsState.RUN
            self.restarts += 1
            for device in self.devices.values():
                device.runtime.restart()

    def forget(self, client: Client) -> None:
        """The connection is gone."""
        for device in self.devices.values():
            device.notes.forget(client)

    def step(self, seconds: float) -> None:
        """Let time pass where programs run."""
        for device in self.present.values():
            device.runtime.step(seconds)

    async def stop(self) -> None:
        """End all sampling."""
        for device in self.devices.values():
            await device.notes.stop()
