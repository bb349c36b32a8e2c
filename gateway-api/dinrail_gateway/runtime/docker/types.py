"""Adapter types from images and folders: what can be started, what is being built, what went wrong."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from dinrail.errors import ConfigError, DinrailError
from dinrail.manifest import Manifest, read_manifest
from dinrail.reason import Reason
from dinrail_gateway.runtime.described import DescribeFailed
from dinrail_gateway.runtime.docker import images
from dinrail_gateway.runtime.docker.images import Image
from dinrail_gateway.runtime.docker.pool import EnginePool
from dinrail_gateway.runtime.interface import EngineError, EngineUnknown, ImageState, TypeEntry

__all__ = ["DockerTypes", "TypeImage"]

BUILD_SECONDS = 1800.0
RETRY_S = 600.0
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")


class TypeImage(msgspec.Struct, frozen=True):
    """What to run for a type."""

    tag: str
    id: str
    command: list[str] = []


class _Folder(msgspec.Struct, frozen=True):
    path: Path
    manifest: Manifest | None
    problem: Reason | None
    buildable: bool


class DockerTypes:
    """Types of one engine. Folders are looked at in the order given; of two with one name the first counts.

    cache: folder where descriptions are kept by image id.
    """

    def __init__(
        self,
        *,
        pool: EnginePool,
        builder: EnginePool,
        project: str,
        version: str,
        folders: Sequence[Path],
        cache: Path,
        buildargs: dict[str, str] | None = None,
        build_network: str = "",
    ) -> None:
        self._pool = pool
        self._builder = builder
        self._project = project
        self._version = version
        self._folders = folders
        self._cache = cache
        self._buildargs = buildargs or {}
        self._build_network = build_network
        self._entries: dict[str, TypeEntry] = {}
        self._images: dict[str, TypeImage] = {}
        self._logs: dict[str, deque[str]] = {}
        self._failed: dict[str, tuple[float, Reason]] = {}
        self._mute: dict[str, tuple[float, Reason]] = {}
        self._building: dict[str, asyncio.Task[None]] = {}
        self._callbacks: list[Callable[[], None]] = []
        self._looking = asyncio.Lock()
        self._swept = False
        self._log = logging.getLogger("dinrail.types")

    def types(self) -> dict[str, TypeEntry]:
        """Known types by name."""
        return dict(self._entries)

    def image(self, type_: str) -> TypeImage | None:
        """What to run for a type; None while there is no image."""
        return self._images.get(type_)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call when any entry changed."""
        self._callbacks.append(callback)

    async def refresh(self) -> None:
        """Look at images and folders again; while the engine does not answer all entries stay as they are."""
        try:
            await self._look()
        except (EngineUnknown, EngineError) as error:
            self._log.debug("types: %s", error.message)

    async def _look(self) -> None:
        async with self._looking:
            folders = await asyncio.to_thread(self._read_folders)
            if not self._swept:
                await self._pool.run(lambda client: images.sweep(client, self._project), timeout=20.0)
                self._swept = True
            found = await self._pool.run(images.installed, timeout=20.0)
            by_type: dict[str, list[Image]] = {}
            for image in found:
                if _NAME.match(image.type):
                    by_type.setdefault(image.type, []).append(image)
            entries: dict[str, TypeEntry] = {}
            images_before = dict(self._images)
            for name in sorted(folders.keys() | by_type.keys()):
                entries[name] = await self._entry(name, folders.get(name), by_type.get(name, []))
            # The same description may come with another image: that, too, is a change for who runs it.
            changed = entries != self._entries or self._images != images_before
            self._entries = entries
        if changed:
            for callback in self._callbacks:
                callback()

    async def close(self) -> None:
        """Stop waiting for builds; the engine ends them with our connection."""
        for task in self._building.values():
            task.cancel()
        await asyncio.gather(*self._building.values(), return_exceptions=True)
        self._builder.close()

    async def _entry(self, name: str, folder: _Folder | None, found: list[Image]) -> TypeEntry:
        image = images.pick(found, self._version)
        manifest = folder.manifest if folder is not None else None
        described: bytes | None = None
        problem = folder.problem if folder is not None else None
        if image is not None:
            self._images[name] = TypeImage(image.tag, image.id)
            described, mute = await self._description(image)
            if described is not None:
                manifest = images.check(described, image)
            problem = mute or problem
        else:
            self._images.pop(name, None)
        state = self._state(name, folder, image)
        if name in self._failed and problem is None:
            problem = self._failed[name][1]
        log = list(self._logs.get(name, ()))
        return TypeEntry(type=name, image=state, manifest=manifest, described=described, problem=problem, build_log=log)

    def _state(self, name: str, folder: _Folder | None, image: Image | None) -> ImageState:
        current = image is not None and image.version == self._version
        if current:
            self._failed.pop(name, None)
        elif folder is not None and folder.buildable and self._may_build(name):
            self._start_build(name, folder)
        if image is not None:
            return "ready"
        if name in self._building:
            return "building"
        return "failed" if name in self._failed else "missing"

    def _may_build(self, name: str) -> bool:
        failed = self._failed.get(name)
        return failed is None or asyncio.get_running_loop().time() - failed[0] > RETRY_S

    def _start_build(self, name: str, folder: _Folder) -> None:
        if name not in self._building:
            self._building[name] = asyncio.create_task(self._build(name, folder), name=f"build {name}")

    async def _build(self, name: str, folder: _Folder) -> None:
        log = self._logs[name] = deque(maxlen=images.MAX_LOG)
        tag = f"dinrail/{name}:{self._version}"
        self._log.info("building %s from %s", tag, folder.path)
        try:
            await self._builder.run(
                lambda client: images.build(
                    client,
                    folder.path,
                    type_=name,
                    tag=tag,
                    version=self._version,
                    buildargs=self._buildargs,
                    network=self._build_network,
                    line=log.append,
                ),
                timeout=BUILD_SECONDS,
            )
            self._failed.pop(name, None)
            self._log.info("built %s", tag)
        except DinrailError as error:
            self._failed[name] = asyncio.get_running_loop().time(), error.reason
            self._log.warning("%s", error.message)
        finally:
            self._building.pop(name, None)
        await self.refresh()

    async def _description(self, image: Image) -> tuple[bytes | None, Reason | None]:
        """What an image says of itself, or why it does not; asked again only after some minutes."""
        now = asyncio.get_running_loop().time()
        asked, problem = self._mute.get(image.id, (-RETRY_S, None))
        if problem is not None and now - asked < RETRY_S:
            return None, problem
        try:
            described = await self._described(image)
        except (EngineError, DescribeFailed) as error:
            self._mute[image.id] = now, error.reason
            self._log.warning("%s", error.message)
            return None, error.reason
        self._mute.pop(image.id, None)
        return described, None

    async def _described(self, image: Image) -> bytes:
        kept = self._cache / f"{image.id.removeprefix('sha256:')}.json"
        with contextlib.suppress(OSError, DinrailError):
            printed = await asyncio.to_thread(kept.read_bytes)
            images.check(printed, image)
            return printed
        printed = await self._pool.run(
            lambda client: images.describe(client, image, self._project), timeout=images.DESCRIBE_SECONDS + 20.0
        )
        images.check(printed, image)
        await asyncio.to_thread(_keep, kept, printed)
        return printed

    def _read_folders(self) -> dict[str, _Folder]:
        found: dict[str, _Folder] = {}
        for top in self._folders:
            for file in sorted(top.glob("*/manifest.json")) if top.is_dir() else ():
                name, folder = _read_folder(file)
                if folder.manifest is None or folder.manifest.kind == "adapter":
                    found.setdefault(name, folder)
        return found


def _read_folder(file: Path) -> tuple[str, _Folder]:
    path = file.parent
    try:
        with file.open("rb") as opened:
            manifest = read_manifest(opened.read(1024 * 1024))
    except ConfigError as error:
        return path.name, _Folder(path, None, error.reason, buildable=False)
    except OSError as error:
        return path.name, _Folder(path, None, Reason("io_error", {}, str(error)), buildable=False)
    return manifest.name, _Folder(path, manifest, None, (path / "Dockerfile").is_file())


def _keep(file: Path, printed: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_bytes(printed)
    fresh.replace(file)
