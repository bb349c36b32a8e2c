"""Row 45 and the self-checks that ask the engine: containers edited by hand, unused images, ports of the base stack."""

from __future__ import annotations

import asyncio
import io
import socket
import subprocess
import tarfile

import pytest
from integration.engine_lab import (
    PROC,
    Lab,
    ask,
    beast,
    beast_image,
    docker,
    eventually,
    inspect,
    lab,
    project,
    remove_all,
)

from dinrail_gateway.checks.catalog.ports import listening
from dinrail_gateway.runtime.docker.upkeep import DockerUpkeep
from dinrail_gateway.runtime.upkeep import Port

__all__ = ["beast_image", "lab", "project"]

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def upkeep_of(lab: Lab) -> DockerUpkeep:
    return lab.runtime.upkeep(lab.reconciler.specs)


async def is_drifted(lab: Lab, wanted: dict[str, list[str]]) -> bool:
    everybody = len(lab.reconciler.specs()) == len(await lab.ids())
    return everybody and await upkeep_of(lab).drifted() == wanted


async def test_containers_as_they_were_made_have_not_drifted(lab: Lab) -> None:
    lab.reconciler.desire([beast("a"), beast("b"), beast("off", enabled=False)])
    await lab.running("a", "b")

    assert await upkeep_of(lab).drifted() == {}


async def test_every_edit_by_hand_is_named_and_creating_anew_mends_it(lab: Lab, project: str) -> None:
    lab.reconciler.desire([beast("net"), beast("name"), beast("policy"), beast("fine")])
    await lab.running("net", "name", "policy", "fine")
    before = await lab.ids()
    await ask("network", "create", "--label", f"dinrail.project={project}", f"{project}-other")
    try:
        await ask("network", "connect", f"{project}-other", lab.name("net"))
        await ask("rename", lab.name("name"), f"{project}-by-hand")
        await ask("update", "--restart", "always", lab.name("policy"))

        edits = {"net": ["network"], "name": ["name"], "policy": ["restart"]}
        # The supervisor looks at what the engine reports, and whom it is at work on is left out meanwhile.
        await eventually(lambda: is_drifted(lab, edits))
        for instance in ("net", "name", "policy"):
            await lab.reconciler.recreate(instance)

        await eventually(lambda: is_drifted(lab, {}))
        after = await lab.ids()
        assert after[lab.name("fine")] == before[lab.name("fine")]
        assert set(after) == set(before)
        assert (await inspect(lab.name("policy")))["HostConfig"]["RestartPolicy"]["Name"] == "no"
        # An operator's order is no death.
        assert lab.reconciler.observation("net").deaths == []
    finally:
        await asyncio.to_thread(remove_all, project)
        await ask("network", "rm", f"{project}-other")


async def test_only_nameless_unused_images_of_ours_are_removed(lab: Lab) -> None:
    labelled, foreign = await image("dinrail.type=beast"), await image("somebody.else=1")
    named = await image("dinrail.version=0", name=f"{lab.project}/named:1")
    used = await image("dinrail.type=beast", more="LABEL n=2")
    await ask("create", "--name", f"{lab.project}-user", "--label", f"dinrail.project={lab.project}", used, "x")
    try:
        before = await upkeep_of(lab).leftovers()
        gone = await upkeep_of(lab).prune()

        assert before.images >= 1
        assert gone.images >= 1
        assert not await present(labelled)
        assert [await present(one) for one in (foreign, named, used)] == [True, True, True]
    finally:
        await ask("rm", "-f", f"{lab.project}-user")
        await ask("rmi", "-f", foreign, named, used)


async def image(label: str, *, name: str = "", more: str = "") -> str:
    """An image without content; without a name nobody but its id knows it."""
    out = io.BytesIO()
    text = f"FROM scratch\nLABEL {label}\n{more}\nCOPY Dockerfile /\n".encode()
    with tarfile.open(fileobj=out, mode="w") as tar:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
    words = ("build", "-q", *(("-t", name) if name else ()), "-")
    return await asyncio.to_thread(lambda: docker(*words, input_=out.getvalue()))


async def present(image_id: str) -> bool:
    return (await run("image", "inspect", image_id)).returncode == 0


async def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    """`docker`, whatever comes of it."""
    return await asyncio.to_thread(
        lambda: subprocess.run(["docker", *words], capture_output=True, check=False, timeout=60)
    )


async def test_a_part_that_lacks_its_port_is_seen_with_who_has_it(lab: Lab, beast_image: object) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        name = f"{lab.project}-proxy"
        await ask(
            *("create", "--name", name, "--label", "dinrail.part=proxy", "--label", f"dinrail.project={lab.project}"),
            *("-p", f"127.0.0.1:{port}:80", lab.images.present.tag if lab.images.present else ""),
        )
        started = await run("start", name)

        (seen,) = await upkeep_of(lab).parts()

        assert started.returncode != 0
        assert (seen.part, seen.running, seen.wants, seen.has) == ("proxy", False, [Port(port, "127.0.0.1")], [])
        assert str(port) in seen.error
        assert seen.image == seen.image_now != ""
        assert port in listening(PROC)
