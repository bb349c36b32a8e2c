"""Talks to the broker's dynamic-security plugin over `$CONTROL`."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from dinrail.bus import Bus, PublishPacket, Subscription
from dinrail.errors import BusError, BusTimeout
from dinrail_gateway.identities.roles import Role
from dinrail_gateway.identities.security import Stored, StoredClient

__all__ = ["Control", "ControlRefused"]

TOPIC = "$CONTROL/dynamic-security/v1"
ANSWERS = f"{TOPIC}/response"
PAGE = 50
MAX_REQUEST = 48 * 1024

T = TypeVar("T")


class ControlRefused(BusError):
    """The plugin refused a command."""

    key = "identity_refused"


class _Answer(msgspec.Struct, frozen=True):
    command: str = ""
    correlationData: str = ""  # noqa: N815 - the plugin's word
    error: str = ""
    data: dict[str, Any] = {}


class _Answers(msgspec.Struct, frozen=True):
    responses: tuple[_Answer, ...] = ()


class _Page(msgspec.Struct, frozen=True):
    clients: tuple[StoredClient, ...] = ()
    roles: tuple[Role, ...] = ()
    groups: tuple[Any, ...] = ()


class _Access(msgspec.Struct, frozen=True):
    acltype: str
    allow: bool


class Control:
    """Commands and their answers over one bus; one request at a time."""

    def __init__(self, bus: Bus, *, timeout: float = 5.0) -> None:
        self._bus = bus
        self._timeout = timeout
        self._turn = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[_Answer]] = {}
        self._subscription: Subscription | None = None

    def open(self) -> None:
        """Listen for answers."""
        self._subscription = self._bus.subscribe(ANSWERS, self._take)

    def close(self) -> None:
        """Listen no more."""
        if self._subscription is not None:
            self._bus.unsubscribe(self._subscription)

    async def do(self, commands: Sequence[dict[str, Any]]) -> None:
        """Run commands in order; raises ControlRefused with the first refusal after all were tried, BusError."""
        refused: list[_Answer] = []
        for bunch in _bunches(commands):
            answers = await self._request(bunch)
            refused += [answer for answer in answers if answer.error]
        if refused:
            first = refused[0]
            raise ControlRefused(f"{first.command}: {first.error}", command=first.command, count=len(refused))

    async def present(self) -> Stored:
        """Everything the broker knows, without passwords."""
        clients = await self._all("listClients", "clients")
        roles = await self._all("listRoles", "roles")
        groups = await self._all("listGroups", "groups")
        access = (await self._ask({"command": "getDefaultACLAccess"})).data.get("acls", [])
        defaults = {item.acltype: item.allow for item in msgspec.convert(access, list[_Access])}
        return Stored(
            tuple(client for page in clients for client in page.clients),
            tuple(role for page in roles for role in page.roles),
            tuple(group for page in groups for group in page.groups),
            defaults,
        )

    async def connections(self) -> dict[str, list[str]] | None:
        """Addresses by user of everybody who is connected; None where the plugin does not tell (Mosquitto 2.0)."""
        clients = [client for page in await self._all("listClients", "clients") for client in page.clients]
        if all(client.connections is None for client in clients):
            return None
        return {
            client.username: [one.address for one in client.connections] for client in clients if client.connections
        }

    async def _all(self, command: str, what: str) -> list[_Page]:
        pages: list[_Page] = []
        seen = 0
        while True:
            answer = await self._ask({"command": command, "verbose": True, "count": PAGE, "offset": seen})
            page = msgspec.convert(answer.data, _Page)
            count = len(getattr(page, what))
            pages.append(page)
            seen += count
            if count < PAGE:
                return pages

    async def _ask(self, command: dict[str, Any]) -> _Answer:
        answer = (await self._request([command]))[0]
        if answer.error:
            raise ControlRefused(f"{answer.command}: {answer.error}", command=answer.command)
        return answer

    async def _request(self, commands: Sequence[dict[str, Any]]) -> list[_Answer]:
        async with self._turn:
            loop = asyncio.get_running_loop()
            marked = []
            for command in commands:
                mark = f"dinrail-{next(self._numbers)}"
                marked.append({**command, "correlationData": mark})
                self._waiting[mark] = loop.create_future()
            futures = [self._waiting[command["correlationData"]] for command in marked]
            try:
                if self._subscription is not None:
                    await self._subscription.wait(self._timeout)
                payload = msgspec.json.encode({"commands": marked})
                await self._bus.publish_acked(TOPIC, payload, timeout=self._timeout)
                async with asyncio.timeout(self._timeout):
                    return list(await asyncio.gather(*futures))
            except TimeoutError:
                raise BusTimeout("the broker's security plugin gave no answer", key="identity_no_answer") from None
            finally:
                for command in marked:
                    self._waiting.pop(command["correlationData"], None)

    def _take(self, packet: PublishPacket) -> None:
        try:
            answers = msgspec.json.decode(packet.payload, type=_Answers)
        except (msgspec.DecodeError, RecursionError):
            return
        for answer in answers.responses:
            future = self._waiting.get(answer.correlationData)
            if future is not None and not future.done():
                future.set_result(answer)


def _bunches(commands: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Split so that no request comes near the broker's packet limit."""
    bunches: list[list[dict[str, Any]]] = []
    size = MAX_REQUEST
    for command in commands:
        length = len(msgspec.json.encode(command))
        if size + length > MAX_REQUEST:
            bunches.append([])
            size = 0
        bunches[-1].append(command)
        size += length
    return bunches
