"""GET /api/types."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from dinrail.reason import Reason
from dinrail_gateway.runtime.interface import TypeEntry
from dinrail_gateway.testing.seam import METER, MeterConfig
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.types.readme import MAX_BYTES


async def test_a_type_is_shown_with_schema_limits_and_locales(stage: Stage) -> None:
    (meter,) = (await stage.http.get("/api/types")).json()

    assert meter["type"] == "meter"
    assert meter["title"] == {"en": "Meter", "de": "Zähler"}
    assert meter["limits"] == {"cpu": 0.5, "memory_mb": 64, "pids": 32, "packets_per_s": 500, "points": None}
    assert meter["schema"]["$defs"][MeterConfig.__name__]["properties"]["token"]["x-secret"] is True
    assert meter["locales"] == {"de": {}}
    assert meter["calls"] == {method: str(role) for method, role in METER.manifest.calls.items()}
    assert (meter["image"], meter["problem"]) == ("ready", None)


async def test_an_unknown_type_is_404(stage: Stage) -> None:
    answer = await stage.http.get("/api/types/gizmo")

    assert answer.status_code == 404
    assert answer.json()["error"]["key"] == "unknown_type"


async def test_a_type_that_is_still_being_built_has_no_schema_yet(tmp_path: Path) -> None:
    building = TypeEntry(type="meter", image="building", manifest=METER.manifest)
    async with staged(tmp_path, types=(building,)) as stage:
        first = (await stage.http.get("/api/types/meter")).json()
        stage.types.set(METER)
        later = (await stage.http.get("/api/types/meter")).json()

    assert (first["image"], first["schema"]) == ("building", None)
    assert later["image"] == "ready"
    assert later["schema"]


async def test_a_type_that_describes_itself_wrongly_is_shown_as_failed(tmp_path: Path) -> None:
    described = msgspec.json.encode({"manifest": METER.manifest, "schema": {"type": "no such type"}})
    async with staged(tmp_path, types=(msgspec.structs.replace(METER, described=described),)) as stage:
        meter = (await stage.http.get("/api/types/meter")).json()

    assert meter["image"] == "failed"
    assert meter["problem"]["key"] == "description_invalid"


async def test_problems_of_types_are_on_the_board(stage: Stage) -> None:
    failed = TypeEntry(type="relay", image="failed", problem=Reason("build_failed", {"type": "relay"}, "step 3 failed"))

    stage.types.set(failed)

    (problem,) = (await stage.http.get("/api/problems")).json()
    assert (problem["source"], problem["path"], problem["key"]) == ("types", "/relay", "build_failed")


def folder_of(tmp_path: Path, type_: str, readme: bytes | None) -> Path:
    folder = tmp_path / "types" / type_
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(METER.manifest))
    if readme is not None:
        (folder / "README.md").write_bytes(readme)
    return folder


async def readme(stage: Stage, type_: str = "meter") -> tuple[int, str]:
    answer = await stage.http.get(f"/api/types/{type_}/readme")
    return answer.status_code, answer.json().get("text") or answer.json()["error"]["key"]


async def test_the_readme_of_a_type_is_read_as_it_is(tmp_path: Path) -> None:
    folder_of(tmp_path, "meter", "# Zähler\n\n<script>x</script>\0 \xff".encode("latin-1"))
    async with staged(tmp_path, folders=(tmp_path / "none", tmp_path / "types")) as stage:
        assert await readme(stage) == (200, "# Z\ufffdhler\n\n<script>x</script> \ufffd")
        assert await readme(stage, "gizmo") == (404, "unknown_type")


async def test_a_type_without_a_readme_says_so(tmp_path: Path) -> None:
    folder_of(tmp_path, "meter", None)
    async with staged(tmp_path, folders=(tmp_path / "types",)) as stage:
        assert await readme(stage) == (404, "no_readme")


async def test_a_readme_that_is_a_link_or_a_pipe_is_none(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("password")
    folder = folder_of(tmp_path, "meter", None)
    async with staged(tmp_path, folders=(tmp_path / "types",)) as stage:
        (folder / "README.md").symlink_to(secret)
        assert await readme(stage) == (404, "no_readme")
        (folder / "README.md").unlink()
        os.mkfifo(folder / "README.md")
        assert await readme(stage) == (404, "no_readme")
        (folder / "README.md").unlink()
        (tmp_path / "elsewhere").mkdir()
        folder.rename(tmp_path / "elsewhere" / "meter")
        (tmp_path / "elsewhere" / "meter" / "README.md").write_text("# elsewhere")
        folder.symlink_to(tmp_path / "elsewhere" / "meter")
        assert await readme(stage) == (404, "no_readme")


async def test_a_long_readme_is_cut(tmp_path: Path) -> None:
    folder_of(tmp_path, "meter", b"x" * (MAX_BYTES + 5))
    async with staged(tmp_path, folders=(tmp_path / "types",)) as stage:
        assert await readme(stage) == (200, "x" * MAX_BYTES)
