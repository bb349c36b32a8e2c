"""The volume with an instance's secrets: filled through a container that is created and never started.

The instance itself sees the volume read-only; nothing but the engine ever writes there.
"""

from __future__ import annotations

import contextlib
import io
import tarfile
from collections.abc import Mapping

import docker
import docker.errors

from dinrail_gateway.runtime.docker.pool import create_container
from dinrail_gateway.runtime.docker.spec import INSTANCE, PROJECT, Site, secrets_owner, volume
from dinrail_gateway.runtime.interface import InstanceSpec

__all__ = ["FILLER", "archive", "fill", "forget"]

FILLER = "dinrail.filler"
TARGET = "/secrets"


def archive(files: Mapping[str, bytes], owner: int) -> bytes:
    """Tar of the files, each readable by its owner only."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.uid, entry.gid = len(content), 0o400, owner, owner
            tar.addfile(entry, io.BytesIO(content))
    return data.getvalue()


def fill(client: docker.APIClient, site: Site, spec: InstanceSpec) -> None:
    """Replace the volume by a fresh one with exactly the spec's files (blocking)."""
    forget(client, site, spec.instance)
    name = volume(site, spec.instance)
    client.create_volume(name, labels={PROJECT: site.project, INSTANCE: spec.instance})
    filler = create_container(
        client,
        {
            "Image": spec.image,
            "Entrypoint": ["/bin/false"],
            "Labels": {PROJECT: site.project, FILLER: spec.instance},
            "NetworkDisabled": True,
            "HostConfig": {
                "NetworkMode": "none",
                "Mounts": [{"Type": "volume", "Source": name, "Target": TARGET}],
            },
        },
    )
    try:
        client.put_archive(filler, TARGET, archive(spec.secrets, secrets_owner(spec)))
    finally:
        client.remove_container(filler, force=True)


def forget(client: docker.APIClient, site: Site, instance: str) -> None:
    """Remove the volume, and fillers an interrupted run left on it (blocking); raises APIError while it is in use."""
    left = client.containers(all=True, filters={"label": [f"{PROJECT}={site.project}", f"{FILLER}={instance}"]})
    for container in left:
        client.remove_container(container["Id"], force=True)
    with contextlib.suppress(docker.errors.NotFound):
        labels = client.inspect_volume(volume(site, instance)).get("Labels") or {}
        if labels.get(PROJECT) == site.project:
            client.remove_volume(volume(site, instance))
