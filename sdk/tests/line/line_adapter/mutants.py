"""Adapters that misbehave, each in one way: the battery must notice."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from typing import Any, ClassVar

import msgspec

from dinrail import Point
from dinrail.errors import ConfigError, DeviceError
from dinrail.sample import Scalar
from line_adapter.adapter import LineAdapter
from line_adapter.config import Endpoint

__all__ = ["MUTANTS"]


class NeverGoesBad(LineAdapter):
    """Swallows the loss of its device and goes on with what it last read."""

    async def connect(self, endpoint: Endpoint) -> None:
        self.seen: dict[str, Any] = {}
        await super().connect(endpoint)

    async def poll(self) -> None:
        for point in self.points():
            try:
                self.seen[point.path] = json.loads(await self._client.ask(f"GET {point.path}"))
            except Exception:  # noqa: BLE001 - that is its fault
                self.count("swallowed")
            self.route_data(self.id, point.path, self.seen[point.path])


class NeverRecovers(LineAdapter):
    """Takes the loss of its device for a mistake in the configuration."""

    async def connect(self, endpoint: Endpoint) -> None:
        try:
            await super().connect(endpoint)
        except DeviceError as error:
            raise ConfigError(error.message) from None


class IgnoresPanic(LineAdapter):
    """Keeps its link open whatever happens."""

    kept: ClassVar[list[LineAdapter]] = []

    async def connect(self, endpoint: Endpoint) -> None:
        self.kept.append(self)
        await super().connect(endpoint)

    async def close(self) -> None:
        """Nothing."""


class PollsUnderPanic(LineAdapter):
    """Has a task of its own that opens links behind the runner's back."""

    tasks: ClassVar[set[asyncio.Task[None]]] = set()

    async def connect(self, endpoint: Endpoint) -> None:
        await super().connect(endpoint)
        self.tasks.add(asyncio.create_task(self._behind(endpoint)))

    async def _behind(self, endpoint: Endpoint) -> None:
        while True:
            await asyncio.sleep(0.3)
            _, writer = await asyncio.open_connection(endpoint.host, endpoint.port)
            await asyncio.sleep(0.3)
            writer.close()


class HangsOnClose(LineAdapter):
    """Blocks its event loop when it is closed."""

    async def close(self) -> None:
        time.sleep(30)  # noqa: ASYNC251 - that is its fault


class WaitsForItsDevice(LineAdapter):
    """Blocks its event loop until the device may be there again."""

    async def connect(self, endpoint: Endpoint) -> None:
        try:
            await super().connect(endpoint)
        except DeviceError:
            time.sleep(5)  # noqa: ASYNC251 - that is its fault
            raise


class IgnoresSigterm(LineAdapter):
    """Takes the signals away from the runner."""

    async def connect(self, endpoint: Endpoint) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        await super().connect(endpoint)


class Blocks(LineAdapter):
    """Sleeps in its event loop."""

    async def poll(self) -> None:
        time.sleep(2.5)  # noqa: ASYNC251 - that is its fault
        await super().poll()


class PretendsToWrite(LineAdapter):
    """Answers a write without carrying it out."""

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        return value


class PublishesUnlisted(LineAdapter):
    """Routes a point its directory does not have."""

    async def poll(self) -> None:
        self.route_data(self.id, "surprise", 1)
        await super().poll()


class WrongType(LineAdapter):
    """Publishes text where the directory says number."""

    def route_data(self, source_id: str, tag: str, value: object, **rest: Any) -> None:
        super().route_data(source_id, tag, str(value), **rest)


class Listens(LineAdapter):
    """Opens a port of its own."""

    async def connect(self, endpoint: Endpoint) -> None:
        self.server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        await super().connect(endpoint)


class Leaks(LineAdapter):
    """Forgets nothing that was written."""

    kept: ClassVar[list[bytes]] = []

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        self.kept.append(bytes(100_000))
        return await super().write(point, value)


class TellsItsPassword(LineAdapter):
    """Logs its configuration."""

    async def connect(self, endpoint: Endpoint) -> None:
        self.log.info("connecting with %s", self.config)
        await super().connect(endpoint)


class LaxEndpoint(msgspec.Struct):
    """An endpoint that checks nothing."""

    host: str
    port: int


class LaxConfig(msgspec.Struct, kw_only=True):
    """A configuration type that takes unknown fields and any port."""

    endpoints: list[LaxEndpoint]
    interval: float = 0.1
    password: str = ""
    registers: list[str] = []
    deadband: float = 0.0
    gentle_reload: bool = False


class TakesAnyConfiguration(LineAdapter):
    """Refuses nothing."""

    config_type = LaxConfig


class ForgetsReload(LineAdapter):
    """Says it took a configuration and did not."""

    async def reload(self, config: Any) -> bool:
        return True

    def points(self) -> list[Point]:
        self.known = getattr(self, "known", None) or list(super().points())
        return self.known

    async def poll(self) -> None:
        self.route_data(self.id, "register.gone", 0)
        await super().poll()


class Raises(LineAdapter):
    """Has a bug in its poll that shows now and then."""

    async def poll(self) -> None:
        await super().poll()
        self.polls = getattr(self, "polls", 0) + 1
        if self.polls == 5:
            raise KeyError("a bug")


MUTANTS: dict[str, type[LineAdapter]] = {
    "never_goes_bad": NeverGoesBad,
    "never_recovers": NeverRecovers,
    "ignores_panic": IgnoresPanic,
    "polls_under_panic": PollsUnderPanic,
    "hangs_on_close": HangsOnClose,
    "waits_for_its_device": WaitsForItsDevice,
    "ignores_sigterm": IgnoresSigterm,
    "blocks": Blocks,
    "pretends_to_write": PretendsToWrite,
    "publishes_unlisted": PublishesUnlisted,
    "wrong_type": WrongType,
    "listens": Listens,
    "leaks": Leaks,
    "tells_its_password": TellsItsPassword,
    "takes_any_configuration": TakesAnyConfiguration,
    "forgets_reload": ForgetsReload,
    "raises": Raises,
}
