"""The CAN adapter: one bus, its signals and batteries."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.bms import CANParser, Options, UnknownType
from dinrail.bms.plugins import make
from dinrail.directory import Point
from dinrail.errors import CallRefused, ConfigError, NotConnected, UnknownPoint
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_can import calls
from dinrail_can.batteries import AskedBattery, TellingBattery
from dinrail_can.client import Client, Received
from dinrail_can.codec import Message, Reading
from dinrail_can.config import Battery, CanConfig
from dinrail_can.dbc import load_all
from dinrail_can.endpoint import Endpoint
from dinrail_can.points import Chosen, choose
from dinrail_can.sending import Sending
from dinrail_can.traffic import Traffic
from dinrail_can.watching import Watching

__all__ = ["CanAdapter"]

TICK_S = 0.05
MEASURE_S = 1.0
KEEPALIVE, KEEPALIVE_S = 0x305, 1.0
LIVE_S = 0.5
ACQUAINT_S, BURST_S = 1.5, 0.3
Device = TellingBattery | AskedBattery


class CanAdapter(Adapter[CanConfig]):
    """Takes frames in bundles, decodes all of them, publishes the newest values in their rhythm."""

    config_type = CanConfig
    fast_loop = False  # the frames come through a thread
    calls_without_link = frozenset({"bus", "frames", "signals"})
    streams = ("frames",)
    longest_wait = 10.0
    connect_timeout = 8.0

    def __init__(self, config: CanConfig, context: Context) -> None:
        super().__init__(config, context)
        self._client = Client()
        self._told: Reason | None = None
        self._counted: dict[str, int] = {}
        self._heard = 0.0
        self._rate = (0.0, 0.0)
        self._messages: list[Message] = []
        self._chosen: list[Chosen] = []
        self._is_read = False
        self._endpoint = Endpoint()
        self._readings: dict[int, Reading] = {}
        self._traffic = Traffic(self.clock, self._readings)

    def points(self) -> Iterable[Point] | None:
        if not self._is_read or (self._silent_devices and not self._chosen):
            return None
        return [*(each.point for each in self._chosen), *(p for each in self._devices for p in each.points)]

    def deadbands(self) -> Mapping[str, float]:
        return {each.point.path: each.deadband for each in self._chosen if each.deadband}

    async def connect(self, endpoint: Endpoint) -> None:
        if not self._is_read:
            self._messages = await asyncio.to_thread(load_all, self.config.databases)
            self._chosen = choose(self.config, self._messages)
            self._readings.update({each.key: Reading(each) for each in self._messages})
            self._is_read = True
        self._devices  # noqa: B018 - an unknown type is told before anything is opened
        await self._client.open(endpoint)
        self._endpoint = endpoint
        self._told = None
        await self._acquaint([each for each in self._devices if isinstance(each, TellingBattery)])

    async def run(self) -> None:
        now = self.clock.now_ms()
        self._watching.start(now)
        for device in self._devices:
            device.start(now)
        self._heard = self.clock.monotonic()
        duties = [
            self._receive(),
            self._tend(),
            *(each.run() for each in self._devices if isinstance(each, AskedBattery)),
        ]
        if any(battery.keepalive for battery in self.config.batteries):
            duties.append(self._keep_alive())
        tasks = [asyncio.create_task(duty) for duty in duties]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        chosen = self._by_path.get(point.path)
        if chosen is None or isinstance(value, str):
            raise UnknownPoint(f"no signal {point.path}", path=point.path)
        self.count("writes")
        read_back = await self._sending.write(chosen, value)
        if chosen.point.type == "BOOL" and read_back is not None:
            return bool(read_back)
        return read_back

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        match method:
            case "bus":
                return calls.bus(self._endpoint, self._client, self._traffic, self._rate)
            case "frames":
                return calls.frames(params, self._traffic)
            case "signals":
                return calls.signals(params, self._messages, self._chosen)
        raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])

    async def close(self) -> None:
        self._count_errors()
        await self._client.close()

    async def _acquaint(self, batteries: list[TellingBattery]) -> None:
        """Hear batteries tell what they have, so that the directory is whole from the start; not for long."""
        end = self.clock.monotonic() + ACQUAINT_S
        heard = False
        while batteries and (left := end - self.clock.monotonic()) > 0:
            frames = await self._client.receive(left)
            for each in batteries:
                each.take(frames)
            if not heard and all(each.has_frames for each in batteries):
                heard, end = True, self.clock.monotonic() + BURST_S
        for each in batteries:
            each.learn()

    async def _receive(self) -> None:
        while True:
            frames = await self._client.receive(TICK_S)
            if frames:
                self._take(frames)
            now = self.clock.now_ms()
            self._watching.publish(now)
            for device in self._devices:
                device.tick(now)
            if frames:
                await asyncio.sleep(TICK_S / 2)

    def _take(self, frames: list[Received]) -> None:
        self._heard = self.clock.monotonic()
        self._traffic.take(frames)
        self._watching.take(frames)
        self._sending.take(frames)
        for device in self._devices:
            device.take(frames)

    async def _tend(self) -> None:
        """Counters, staleness, silence, the live list."""
        due = 0.0
        while True:
            now = self.clock.monotonic()
            if now >= due:
                due = now + MEASURE_S
                self._measure()
            self._report()
            silence = now - self._heard
            if silence < MEASURE_S:
                self.polled()
            if self.config.silence and silence > self.config.silence:
                text = f"nothing was heard on {self._endpoint} for {self.config.silence:g} s"
                raise NotConnected(text, key="can_silent", interface=str(self._endpoint), seconds=self.config.silence)
            if self.watched("frames"):
                for entry in self._traffic.changed():
                    self.stream("frames", entry)
            await self.clock.sleep(LIVE_S)

    async def _keep_alive(self) -> None:
        while True:
            await self._client.send(KEEPALIVE, bytes(8))
            self.count("keepalives")
            await self.clock.sleep(KEEPALIVE_S)

    def _measure(self) -> None:
        rate, load = self._rate = self._traffic.measure(self._endpoint.bitrate)
        self.gauge("frames_per_s", round(rate, 1))
        self.gauge("load_percent", round(load, 1))
        self.gauge("error_level", self._client.errors.level)
        self.gauge("tx_errors", self._client.errors.transmit)
        self.gauge("rx_errors", self._client.errors.receive)
        self._count_errors()

    def _count_errors(self) -> None:
        withheld = sum(device.guard.withheld for device in self._devices) if self._is_read else 0
        totals = {
            **self._client.errors.counts,
            "frames": self._traffic.frames,
            "frames_lost": self._client.lost,
            "remote_frames": self._client.remote,
            "records_withheld": withheld,
        }
        for name, total in totals.items():
            if total != self._counted.get(name, 0):
                self.count(name, total - self._counted.get(name, 0))
                self._counted[name] = total

    def _report(self) -> None:
        """Tell when part of the bus fails, once per change."""
        problem = self._problem()
        if problem != self._told:
            self._told = problem
            if problem is None:
                self.degraded(None)
            else:
                self.degraded(problem.key, problem.message, **problem.params)

    def _problem(self) -> Reason | None:
        now = self.clock.now_ms()
        stale = self._watching.stale(now)
        if self._client.errors.stage == "passive":
            return Reason(
                "can_error_passive", {"interface": str(self._endpoint)}, "error passive: cable, rate, termination"
            )
        if stale:
            first = stale[0].point.path
            return Reason("can_signals_stale", {"count": len(stale), "first": first}, f"no frame for {first}")
        return next((problem for each in self._devices if (problem := each.problem(now)) is not None), None)

    @property
    def _silent_devices(self) -> bool:
        return any(not each.points for each in self._devices)

    @cached_property
    def _devices(self) -> list[Device]:
        return [self._device(index, battery) for index, battery in enumerate(self.config.batteries)]

    def _device(self, index: int, battery: Battery) -> Device:
        try:
            parser = make(
                battery.type, Options(address=battery.address, invert_current=battery.invert_current, link="can")
            )
        except UnknownType as error:
            raise ConfigError(
                str(error), key="bms_type_unknown", path=f"/batteries/{index}/type", type=battery.type
            ) from None
        if not isinstance(parser, CANParser):
            text = f"{battery.type} is not a type of the CAN bus"
            raise ConfigError(text, key="battery_not_can", path=f"/batteries/{index}/type", type=battery.type)
        route = partial(self.route_data, self.id)
        if parser.requests():
            send, clock = self._client.send, self.clock
            return AskedBattery(battery, parser, route, self.points_changed, send=send, clock=clock)
        return TellingBattery(battery, parser, route, self.points_changed)

    @cached_property
    def _watching(self) -> Watching:
        return Watching(self._chosen, partial(self.route_data, self.id), self.config.interval)

    @cached_property
    def _sending(self) -> Sending:
        return Sending(self._client.send, self.config.echo, self._watching.data)

    @cached_property
    def _by_path(self) -> dict[str, Chosen]:
        return {each.point.path: each for each in self._chosen}
