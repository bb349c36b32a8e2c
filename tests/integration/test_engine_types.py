"""Types are found as folders and as images; a missing image is built, and each image describes itself once."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import msgspec
import pytest
from integration.engine_lab import SDK, VERSION, ask, docker, eventually

from dinrail_gateway.runtime.docker.pool import EnginePool
from dinrail_gateway.runtime.docker.types import DockerTypes

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

DESCRIBE = """
import json, os, sys
manifest = json.load(open("/manifest.json"))
if sys.argv[1:] != ["describe"]:
    sys.exit("run it with describe")
if os.path.exists("/mute"):
    sys.exit("no idea who I am")
print(json.dumps({"manifest": manifest, "schema": {"type": "object"}, "locales": {}}))
"""
DOCKERFILE = f"""
FROM {SDK}
COPY manifest.json describe.py /
%s
ENTRYPOINT ["python3", "/describe.py"]
CMD ["run"]
"""


class Shelf:
    """A folder of types and the types seen there."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "services"
        self.cache = tmp_path / "cache"
        self.mark = secrets.token_hex(4)
        self.made: list[str] = []
        self.pools: list[EnginePool] = []
        self.types = self.look_anew()

    def look_anew(self, version: str = VERSION) -> DockerTypes:
        """Types as a freshly started gateway sees them."""
        pool, builder = EnginePool(), EnginePool(threads=1, trips=False)
        self.pools.append(pool)
        self.types = DockerTypes(
            pool=pool,
            builder=builder,
            project=f"dinrail-lab-{self.mark}",
            version=version,
            folders=[self.folder],
            cache=self.cache,
        )
        return self.types

    def put(self, name: str, *, manifest: str | None = None, step: str = "") -> str:
        """A type's folder; returns the type's full name."""
        full = f"lab-{name}-{self.mark}"
        self.made.append(full)
        folder = self.folder / full
        folder.mkdir(parents=True)
        good = {"name": full, "version": "1.2.3", "kind": "adapter", "title": {"en": name}}
        (folder / "manifest.json").write_text(manifest or json.dumps(good))
        (folder / "describe.py").write_text(DESCRIBE)
        (folder / "Dockerfile").write_text(DOCKERFILE % step)
        return full

    async def until(self, name: str, state: str) -> None:
        """Until the type's image is in this state."""

        async def reached() -> bool:
            return name in self.types.types() and self.types.types()[name].image == state

        await eventually(reached, 60)

    async def describers(self) -> str:
        """Containers left from describing."""
        return await ask("ps", "-aq", "--filter", f"label=dinrail.project=dinrail-lab-{self.mark}")

    async def clear(self) -> None:
        """Remove every image made here."""
        await self.types.close()
        for pool in self.pools:
            pool.close()
        for name in self.made:
            images = await ask("images", "-q", "--filter", f"label=dinrail.type={name}")
            for image in set(images.split()):
                await eventually(partial(self._removed, image), 40)

    async def _removed(self, image: str) -> bool:
        """False while a container still describes it."""
        try:
            await asyncio.to_thread(docker, "rmi", "-f", image)
        except AssertionError as error:
            return "No such image" in str(error)
        return True


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    """An empty shelf."""
    shelf = Shelf(tmp_path)
    yield shelf
    await shelf.clear()


async def test_a_folder_without_an_image_is_built_and_described(shelf: Shelf) -> None:
    name = shelf.put("fresh")
    changes: list[str] = []
    shelf.types.on_change(lambda: changes.append(shelf.types.types()[name].image))
    await shelf.types.refresh()
    entry = shelf.types.types()[name]
    assert entry.image == "building"
    assert entry.manifest is not None
    assert entry.manifest.version == "1.2.3"
    assert shelf.types.image(name) is None
    await shelf.until(name, "ready")
    entry = shelf.types.types()[name]
    assert entry.described is not None
    assert msgspec.json.decode(entry.described)["schema"] == {"type": "object"}
    image = shelf.types.image(name)
    assert image is not None
    assert image.tag == f"dinrail/{name}:{VERSION}"
    labels = json.loads(await ask("inspect", "--format", "{{json .Config.Labels}}", image.tag))
    assert labels["dinrail.type"] == name
    assert changes == ["building", "ready"]
    assert await shelf.describers() == ""


async def test_an_image_without_a_folder_is_a_type_too(shelf: Shelf) -> None:
    name = shelf.put("image")
    folder = shelf.folder / name
    tag = f"elsewhere/{name}:7"
    await ask("build", "-q", "-t", tag, "--label", f"dinrail.type={name}", str(folder))
    shelf.folder.rename(shelf.folder.with_name("away"))
    await shelf.types.refresh()
    entry = shelf.types.types()[name]
    assert (entry.image, entry.problem) == ("ready", None)
    assert entry.manifest is not None
    assert entry.manifest.name == name


async def test_a_description_is_kept_by_image_and_not_asked_for_again(shelf: Shelf) -> None:
    name = shelf.put("once")
    await shelf.types.refresh()
    await shelf.until(name, "ready")
    image = shelf.types.image(name)
    assert image is not None
    kept = shelf.cache / f"{image.id.removeprefix('sha256:')}.json"
    changed = msgspec.json.decode(kept.read_bytes())
    changed["schema"] = {"title": "from the cache"}
    kept.write_bytes(msgspec.json.encode(changed))
    await shelf.types.close()
    await shelf.look_anew().refresh()
    described = shelf.types.types()[name].described
    assert described is not None
    assert msgspec.json.decode(described)["schema"] == {"title": "from the cache"}


async def test_a_damaged_kept_description_is_asked_for_again(shelf: Shelf) -> None:
    name = shelf.put("again")
    await shelf.types.refresh()
    await shelf.until(name, "ready")
    image = shelf.types.image(name)
    assert image is not None
    (shelf.cache / f"{image.id.removeprefix('sha256:')}.json").write_bytes(b'{"manifest":')
    await shelf.types.close()
    await shelf.look_anew().refresh()
    assert shelf.types.types()[name].described is not None


async def test_a_rebuilt_image_is_a_change_although_it_says_the_same_of_itself(shelf: Shelf) -> None:
    name = shelf.put("rebuilt")
    await shelf.types.refresh()
    await shelf.until(name, "ready")
    await shelf.types.refresh()
    first = shelf.types.image(name)
    changes: list[str] = []
    shelf.types.on_change(lambda: changes.append("changed"))
    folder = shelf.folder / name
    label = f"dinrail.type={name}"
    await ask("build", "-q", "-t", f"dinrail/{name}:{VERSION}", "--label", label, "--label", "more=1", str(folder))
    await shelf.types.refresh()
    assert changes == ["changed"]
    assert shelf.types.image(name) != first


async def test_a_build_that_fails_says_why_and_hinders_no_other_type(shelf: Shelf) -> None:
    bad = shelf.put("bad", step="RUN echo this step says why && exit 7")
    good = shelf.put("good")
    await shelf.types.refresh()
    await shelf.until(bad, "failed")
    await shelf.until(good, "ready")
    entry = shelf.types.types()[bad]
    assert entry.problem is not None
    assert entry.problem.key == "image_build_failed"
    assert any("this step says why" in line for line in entry.build_log)
    assert shelf.types.image(bad) is None


async def test_an_image_that_does_not_describe_itself_is_told_with_what_it_said(shelf: Shelf) -> None:
    name = shelf.put("mute", step='RUN ["python3", "-c", "open(\'/tmp/x\', \'w\')"]\nCOPY manifest.json /mute')
    await shelf.types.refresh()
    await shelf.until(name, "ready")
    problem = shelf.types.types()[name].problem
    assert problem is not None
    assert problem.key == "type_describe_failed"
    assert "no idea who I am" in problem.message
    assert await shelf.describers() == ""


async def test_a_broken_manifest_is_reported_and_nothing_is_built_from_it(shelf: Shelf) -> None:
    name = shelf.put("broken", manifest='{"name": "x", "privileged": true}')
    await shelf.types.refresh()
    entry = shelf.types.types()[name]
    assert entry.image == "missing"
    assert entry.problem is not None
    assert entry.problem.key == "manifest_invalid"
    assert await ask("images", "-q", "--filter", f"label=dinrail.type={name}") == ""


async def test_an_older_image_serves_until_the_present_version_is_built(shelf: Shelf) -> None:
    name = shelf.put("older")
    await shelf.look_anew("0.0.1").refresh()
    await shelf.until(name, "ready")
    old = shelf.types.image(name)
    await shelf.types.close()
    await shelf.look_anew("0.0.2").refresh()
    entry = shelf.types.types()[name]
    assert entry.image == "ready"
    assert shelf.types.image(name) == old

    async def built() -> bool:
        image = shelf.types.image(name)
        return image is not None and image.tag.endswith(":0.0.2")

    await eventually(built, 60)


async def test_describers_left_by_an_interrupted_run_are_removed(shelf: Shelf) -> None:
    project = f"dinrail-lab-{shelf.mark}"
    left = await ask("create", "--label", f"dinrail.project={project}", "--label", "dinrail.describer=x", SDK)
    foreign = await ask("create", "--label", "dinrail.project=somebody", "--label", "dinrail.describer=x", SDK)
    await shelf.types.refresh()
    there = await ask("ps", "-aq", "--no-trunc")
    assert left not in there
    assert foreign in there
    await ask("rm", foreign)
