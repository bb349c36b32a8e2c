"""The volume with what an instance keeps: it outlives its containers and goes with the instance.

Docker gives an empty volume the owner that the image's folder has, which is the user instances run as.
"""

from __future__ import annotations

import contextlib

import docker
import docker.errors

from dinrail_gateway.runtime.docker.spec import INSTANCE, PROJECT, Site, data_volume

__all__ = ["ensure", "forget"]


def ensure(client: docker.APIClient, site: Site, instance: str) -> None:
    """Have the volume, labelled as ours (blocking)."""
    client.create_volume(data_volume(site, instance), labels={PROJECT: site.project, INSTANCE: instance})


def forget(client: docker.APIClient, site: Site, instance: str) -> None:
    """Remove the volume (blocking); raises APIError while it is in use."""
    with contextlib.suppress(docker.errors.NotFound):
        labels = client.inspect_volume(data_volume(site, instance)).get("Labels") or {}
        if labels.get(PROJECT) == site.project:
            client.remove_volume(data_volume(site, instance))
