"""Identities: what the broker lets in equals what is configured, in memory, in its file, and after damage."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

from dinrail.bus import Bus
from dinrail.errors import BusError, DinrailError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.identities import roles
from dinrail_gateway.identities.control import Control
from dinrail_gateway.identities.difference import difference
from dinrail_gateway.identities.private_files import write_private
from dinrail_gateway.identities.security import Identity, document, parse, password_fits
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.nodered.key import NODE_RED_OWNER

__all__ = ["Identities"]

FILE = "dynamic-security.json"
BROKER_OWNER = (10002, 10002)
ROUTER_OWNER = (10001, 10001)
NODE_RED = "__node-red"
"""No instance and no outside client can be called so."""
REFUSED_FOR = 2.0
REPAIR_PAUSE = (10.0, 30.0, 60.0, 300.0)
SYNC_PAUSE = (1.0, 2.0, 5.0, 15.0, 30.0)
LOOK = 1.0
FILE_CHECK = 5.0


class Identities:
    """Keeper of every broker user; the gateway alone writes here.

    security: folder of the broker's file; router_secrets, node_red: folders those two read, None where there is none;
    restart_broker: restarts its container; chown: whether files go to the users of the other parts (needs root).
    """

    def __init__(
        self,
        *,
        vault: Vault,
        root: str,
        security: Path,
        router_secrets: Path | None,
        node_red: Path | None = None,
        restart_broker: Callable[[], Awaitable[None]],
        chown: bool = True,
    ) -> None:
        self._vault = vault
        self._topics = Topics(root)
        self._file = security / FILE
        self._router_secrets = router_secrets
        self._node_red = node_red
        self._restart_broker = restart_broker
        self._chown = chown
        self._bus: Bus | None = None
        self._control: Control | None = None
        self._wake = asyncio.Event()
        self._syncing = asyncio.Lock()
        # Two changes at once would write the same file beside the real one.
        self._saving = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._rights: dict[str, roles.Rights] = {}
        self._repairs = 0
        self._log = logging.getLogger("dinrail.identities")
        self.problem: Reason | None = None

    # -- before the bus

    def prepare(self) -> None:
        """Have passwords, the router's secret and a usable security file (blocking; before the bus starts)."""
        self._vault.load()
        self._vault.part("gateway")
        given: list[tuple[Path | None, str, tuple[int, int]]] = [
            (self._router_secrets, self._vault.part("router"), ROUTER_OWNER)
        ]
        if self._node_red is not None:
            given.append((self._node_red, self._vault.part(NODE_RED), NODE_RED_OWNER))
        self._vault.save()
        self.problem = self._vault.problem
        for folder, password, owner in given:
            if folder is not None:
                self._hand_over(folder / "broker_password", password, owner)
        self.mend_file()

    def _hand_over(self, file: Path, password: str, owner: tuple[int, int]) -> None:
        with contextlib.suppress(FileNotFoundError):
            if file.read_text() == password:
                return
        write_private(file, password.encode(), mode=0o400, owner=owner if self._chown else None)

    def gateway_password(self) -> str:
        """The gateway's own broker password."""
        return self._vault.part("gateway")

    def instance_password(self, instance: str) -> str:
        """The broker password of an instance; made when there is none, kept by the next `ensure`."""
        return self._vault.instance(instance)

    def mend_file(self) -> bool:
        """Write the security file when a broker could not let us in with it; whether it was written (blocking)."""
        self._remove_invented()
        try:
            stored = parse(self._file.read_bytes())
        except FileNotFoundError:
            stored = None
        own = next((client for client in stored.clients if client.username == "gateway"), None) if stored else None
        if own is not None and password_fits(own, self.gateway_password()):
            return False
        self.write_file()
        return True

    def write_file(self) -> None:
        """Write the security file from what is configured (blocking)."""
        if self._chown:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            os.chown(self._file.parent, *BROKER_OWNER)
        write_private(self._file, document(self._identities()), owner=BROKER_OWNER if self._chown else None)
        self._log.info("wrote %s", self._file)

    # -- with the bus

    def attach(self, bus: Bus) -> None:
        """Use this bus, connected as `gateway`, for changes while the broker runs."""
        self._bus = bus
        self._control = Control(bus)
        self._control.open()
        bus.on_connect(lambda _present: self._wake.set())

    async def start(self) -> None:
        """Keep broker and file in step from now on."""
        self._tasks = [
            asyncio.create_task(self._keep_live(), name="identities live"),
            asyncio.create_task(self._guard(), name="identities guard"),
        ]
        self._wake.set()

    async def stop(self) -> None:
        """Leave everything as it is."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def grant(self, rights: Mapping[str, roles.Rights]) -> None:
        """What instances may do beyond their own topics, from the next `ensure` on."""
        self._rights = dict(rights)

    async def ensure(self, instances: Iterable[str]) -> None:
        """Exactly these instances may log in; live when the broker answers, else as soon as it does."""
        wanted = set(instances)
        for instance in wanted:
            self._vault.instance(instance)
        for gone in self._vault.kept.instances.keys() - wanted:
            del self._vault.kept.instances[gone]
        await self.changed()

    async def lock(self, instances: Iterable[str]) -> None:
        """Exactly these are kept off the broker, also by a gateway that starts; their passwords stay."""
        locked = sorted(instances)
        if locked != self._vault.kept.locked:
            self._vault.kept.locked = locked
            await self.changed()

    async def changed(self) -> None:
        """Keep the vault and tell the broker about it."""
        async with self._saving:
            await asyncio.to_thread(self._vault.save)
        try:
            await self.sync()
        except BusError as error:
            self._log.debug("broker not told yet: %s", error.message)
            self._wake.set()

    async def connections(self) -> dict[str, list[str]] | None:
        """Addresses by user of everybody who is connected; None where the broker lists nobody. Raises BusError."""
        if self._bus is None or self._control is None or not self._bus.is_connected:
            return None
        return await self._control.connections()

    async def sync(self) -> None:
        """Make the broker know exactly our identities; raises BusError."""
        if self._bus is None or self._control is None or not self._bus.is_connected:
            return
        async with self._syncing:
            wrong = await asyncio.to_thread(self._wrong_passwords)
            present = await self._control.present()
            commands = difference(self._identities(), present, own="gateway", wrong_passwords=wrong)
            if commands:
                self._log.info("telling the broker %d changes of identities", len(commands))
                await self._control.do(commands)
        self._repairs = 0
        if self.problem is not None and self.problem.key == "broker_locked_out":
            self.problem = None

    async def _keep_live(self) -> None:
        pauses = iter(SYNC_PAUSE)
        said = ""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.sync()
            except DinrailError as error:
                if error.message != said:
                    said = error.message
                    self._log.warning("identities: %s", said)
                await asyncio.sleep(next(pauses, SYNC_PAUSE[-1]))
                if self._bus is not None and self._bus.is_connected:
                    self._wake.set()
            else:
                pauses, said = iter(SYNC_PAUSE), ""

    async def _guard(self) -> None:
        refused_since: float | None = None
        last_check = 0.0
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(LOOK)
            now = clock()
            if now - last_check >= FILE_CHECK:
                last_check = now
                with contextlib.suppress(OSError):
                    await asyncio.to_thread(self.mend_file)
            if not self._refused():
                refused_since = None
            elif refused_since is None:
                refused_since = now
            elif now - refused_since >= REFUSED_FOR:
                await self._repair()
                refused_since = clock() + REPAIR_PAUSE[min(self._repairs, len(REPAIR_PAUSE)) - 1]

    def _refused(self) -> bool:
        if self._bus is None or self._bus.is_connected or self._bus.last_error is None:
            return False
        return self._bus.last_error.key in (
            "broker_refused",
            "broker_refused_password",
            "broker_refused_not_authorized",
        )

    async def _repair(self) -> None:
        """The broker refuses the gateway itself: its file is not ours (any more)."""
        self._repairs += 1
        self.problem = Reason("broker_locked_out", {}, "the broker refused the gateway; its security file was restored")
        self._log.warning("%s", self.problem.message)
        try:
            await asyncio.to_thread(self.write_file)
            await self._restart_broker()
        except (DinrailError, OSError) as error:
            self._log.error("broker not restarted: %s", error)

    def _identities(self) -> list[Identity]:
        kept, topics = self._vault.kept, self._topics
        found = [
            Identity("gateway", self._vault.part("gateway"), roles.gateway_role(topics)),
            Identity("router", self._vault.part("router"), roles.router_role(topics)),
        ]
        if self._node_red is not None:
            role = roles.client_role(NODE_RED, topics, read=("values", "directory", "status"), write=("**",))
            found.append(Identity(NODE_RED, self._vault.part(NODE_RED), role))
        found += [
            Identity(
                name,
                secret,
                roles.instance_role(name, topics, self._rights.get(name, roles.NOTHING)),
                name in kept.locked,
            )
            for name, secret in kept.instances.items()
        ]
        for name, client in kept.clients.items():
            role = roles.client_role(
                name,
                topics,
                read=client.read,
                write=client.write,
                points=client.points,
                subscribe=client.subscribe,
                publish=client.publish,
            )
            found.append(Identity(name, client.password, role))
        return found

    def _wrong_passwords(self) -> set[str]:
        """Users whose password in the broker's file is not the one we gave them."""
        with contextlib.suppress(OSError):
            stored = parse(self._file.read_bytes())
            known = {client.username: client for client in stored.clients} if stored is not None else {}
            return {
                identity.username
                for identity in self._identities()
                if identity.username in known and not password_fits(known[identity.username], identity.password)
            }
        return set()

    def _remove_invented(self) -> None:
        """Mosquitto 2.1 writes passwords of users it invented beside a missing file."""
        with contextlib.suppress(FileNotFoundError):
            self._file.with_name(f"{FILE}.pw").unlink()
