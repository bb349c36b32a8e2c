"""Images of adapter types: which are there, building one from its folder, asking one for its description."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docker
import docker.errors
import msgspec

from dinrail.errors import DinrailError
from dinrail.manifest import Manifest
from dinrail_gateway.runtime.described import DescribeFailed, read_description
from dinrail_gateway.runtime.docker.pool import create_container
from dinrail_gateway.runtime.docker.spec import PROJECT, TYPE, USER, locked_down

__all__ = [
    "DESCRIBER",
    "BuildFailed",
    "Image",
    "build",
    "check",
    "describe",
    "installed",
    "pick",
    "sweep",
]

VERSION = "dinrail.version"
DESCRIBER = "dinrail.describer"
DESCRIBE_SECONDS = 30
MAX_LOG = 400


class BuildFailed(DinrailError):
    """The image could not be built; the end of the log says why."""

    key = "image_build_failed"


class Image(msgspec.Struct, frozen=True):
    """An image labelled `dinrail.type`; created in Unix seconds."""

    type: str
    id: str
    tag: str
    version: str
    created: int


def installed(client: docker.APIClient) -> list[Image]:
    """Every tagged image that says it is an adapter type (blocking)."""
    found = []
    listed: list[dict[str, Any]] = client.images(filters={"label": TYPE})
    for entry in listed:
        labels = entry.get("Labels") or {}
        for tag in entry.get("RepoTags") or ():
            if tag != "<none>:<none>":
                version = labels.get(VERSION) or tag.rpartition(":")[2]
                found.append(Image(labels[TYPE], entry["Id"], tag, version, int(entry.get("Created") or 0)))
    return found


def pick(images: list[Image], version: str) -> Image | None:
    """The one to run: of the installation's version, else the youngest."""
    return max(images, key=lambda image: (image.version == version, image.created, image.tag), default=None)


def build(
    client: docker.APIClient,
    folder: Path,
    *,
    type_: str,
    tag: str,
    version: str,
    buildargs: dict[str, str],
    network: str,
    line: Callable[[str], None],
) -> None:
    """Build a folder's image with the engine's own builder (blocking, minutes); raises BuildFailed."""
    stream: Any = client.build(
        path=str(folder),
        tag=tag,
        rm=True,
        forcerm=True,
        decode=True,
        buildargs={"DINRAIL_VERSION": version, **buildargs},
        labels={TYPE: type_, VERSION: version},
        network_mode=network or None,
    )
    failed = ""
    for step in stream:  # to its end, or the connection stays open
        text = str(step.get("stream") or step.get("status") or step.get("error") or "").strip()
        if text:
            line("".join(char if char.isprintable() else " " for char in text)[:500])
        if "error" in step:
            failed = text[:300] or "no reason given"
    if failed:
        raise BuildFailed(f"image {tag} could not be built: {failed}", tag=tag)


def describe(client: docker.APIClient, image: Image, project: str) -> bytes:
    """What `<image> describe` prints (blocking); raises DescribeFailed. No network, no rights, 256 MB, 30 s."""
    host = locked_down() | {
        "NetworkMode": "none",
        "Memory": 256 * 1024 * 1024,
        "MemorySwap": 256 * 1024 * 1024,
        "PidsLimit": 64,
    }
    labels = {PROJECT: project, DESCRIBER: image.type}
    body = {"Image": image.tag, "Cmd": ["describe"], "User": USER, "Labels": labels, "HostConfig": host}
    container = create_container(client, body)
    try:
        client.start(container)
        code = _wait(client, container, image)
        printed: bytes = client.logs(container, stdout=True, stderr=False)
        if code != 0:
            said: bytes = client.logs(container, stdout=False, stderr=True, tail=5)
            text = "".join(char if char.isprintable() else " " for char in said.decode(errors="replace"))[-300:]
            raise DescribeFailed(f"{image.tag} describe ended with {code}: {text.strip()}", tag=image.tag, code=code)
    finally:
        with contextlib.suppress(docker.errors.NotFound):
            client.remove_container(container, force=True)
    check(printed, image)
    return printed


def sweep(client: docker.APIClient, project: str) -> None:
    """Remove describers an interrupted run left (blocking)."""
    left: list[dict[str, Any]] = client.containers(all=True, filters={"label": [f"{PROJECT}={project}", DESCRIBER]})
    for container in left:
        with contextlib.suppress(docker.errors.NotFound):
            client.remove_container(container["Id"], force=True)


def check(printed: bytes, image: Image) -> Manifest:
    """The manifest inside a description; raises DescribeFailed."""
    return read_description(printed, tag=image.tag, type_=image.type)


def _wait(client: docker.APIClient, container: str, image: Image) -> int:
    try:
        ended = client.wait(container, timeout=DESCRIBE_SECONDS)
    except docker.errors.APIError:
        raise
    except OSError:  # requests' errors are: the describer did not end in time
        raise DescribeFailed(f"{image.tag} describe did not end within {DESCRIBE_SECONDS} s", tag=image.tag) from None
    return int(ended["StatusCode"])
