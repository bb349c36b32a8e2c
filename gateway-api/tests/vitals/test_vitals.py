"""An hour of figures, warnings before the end, and deaths that outlive the gateway."""

from __future__ import annotations

from pathlib import Path

import pytest

from dinrail.reason import Reason
from dinrail.testing import FakeClock
from dinrail_gateway.runtime.interface import Death, InstanceStats, LogLine, Observation
from dinrail_gateway.testing.seam import PlayedSupervisor, meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until
from dinrail_gateway.vitals.deaths import KEPT, DeathBook
from dinrail_gateway.vitals.recorder import VitalsRecorder, memory_short
from dinrail_gateway.vitals.series import LENGTH, Series

MIB = 1 << 20


def memory(used: float, **more: int) -> InstanceStats:
    return InstanceStats(id="m", memory_bytes=int(used * MIB), memory_limit=100 * MIB, **more)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def death(number: int, **more: int) -> Death:
    lines = [LogLine(number, "error", "x" * 2000)]
    return Death(ts=number, reason=Reason("exited", {"code": 3}, "ended"), lines=lines, **more)


def test_a_step_is_the_mean_of_its_samples_and_an_unsampled_one_unknown() -> None:
    series = Series()
    for step, cpu in ((7, 10.0), (7, 20.0), (8, None), (10, 4.0)):
        series.add(step, InstanceStats(id="m", cpu_percent=cpu))

    assert series.means(10)["cpu_percent"] == [15.0, None, None]
    assert series.means(11)["cpu_percent"] == [15.0, None, None, 4.0]


@pytest.mark.parametrize("gap", [LENGTH - 1, LENGTH, LENGTH + 1, 10 * LENGTH])
def test_nothing_older_than_an_hour_comes_back(gap: int) -> None:
    series = Series()
    series.add(0, InstanceStats(id="m", cpu_percent=1.0))
    series.add(gap, InstanceStats(id="m", cpu_percent=2.0))
    means = series.means(gap + 1)["cpu_percent"]

    assert len(means) == min(LENGTH, gap + 1)
    assert means[-1] == 2.0
    assert means.count(1.0) == (1 if gap < LENGTH else 0)


def test_a_full_ring_holds_the_last_hour_in_order() -> None:
    series = Series()
    for step in range(2 * LENGTH + 5):
        series.add(step, InstanceStats(id="m", net_rx_pps=float(step)))

    assert series.means(2 * LENGTH + 5)["net_rx_pps"] == [float(step) for step in range(LENGTH + 5, 2 * LENGTH + 5)]


def test_memory_is_short_from_80_percent_on_and_does_not_flicker() -> None:
    assert memory_short(memory(79.9), already=False) is None
    found = memory_short(memory(80), already=False)
    assert found is not None
    assert (found.key, found.params) == ("memory_short", {"percent": 80, "limit_mb": 100})
    assert memory_short(memory(76), already=True) is not None
    assert memory_short(memory(74), already=True) is None
    assert memory_short(InstanceStats(id="m", memory_bytes=5), already=True) is None


async def test_children_killed_for_memory_are_told_for_ten_minutes(clock: FakeClock) -> None:
    supervisor, told = PlayedSupervisor(), []
    recorder = VitalsRecorder(supervisor, short=lambda name, why: told.append((name, why and why.key)), clock=clock)
    for kills, passed in ((0, 1), (2, 1), (2, 599), (2, 2)):
        supervisor.samples = {"m": memory(10, oom_kills=kills)}
        recorder.take()
        await clock.advance(passed)
    recorder.take()

    assert told == [("m", "oom_child"), ("m", None)]


async def test_short_memory_degrades_what_runs(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    puppet = stage.puppet("meter_1")
    async with puppet:
        await puppet.say("connected")
        await puppet.pulse()
        await until(lambda: stage.gateway.status.view("meter_1")["status"] == "running")
        stage.gateway.status.warn("meter_1", memory_short(memory(90), already=False))
        await until(lambda: stage.gateway.status.view("meter_1")["status"] == "degraded")
        assert (stage.gateway.status.view("meter_1")["reason"] or {})["key"] == "memory_short"
        stage.gateway.status.warn("meter_1", None)
        assert stage.gateway.status.view("meter_1")["status"] == "running"


async def test_the_api_tells_figures_history_and_deaths(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await until(lambda: "meter_1" in stage.supervisor.desired)
    stage.supervisor.samples = {"meter_1": InstanceStats(id="meter_1", cpu_percent=2.5)}
    stage.gateway.vitals.take()
    stage.supervisor.say(Observation(instance="meter_1", container="exited", deaths=[death(1), death(2)]))

    figures = (await stage.http.get("/api/instances/stats")).json()
    history = (await stage.http.get("/api/instances/meter_1/stats/history")).json()
    deaths = (await stage.http.get("/api/instances/meter_1/deaths")).json()

    assert [(one["id"], one["cpu_percent"]) for one in figures] == [("meter_1", 2.5)]
    assert history["step_s"] == 10
    assert len(history["cpu_percent"]) == len(history["memory_bytes"])
    assert [one["ts"] for one in deaths] == [2, 1]
    assert deaths[0]["reason"]["params"] == {"code": 3}
    for path in ("stats/history", "deaths"):
        assert (await stage.http.get(f"/api/instances/nobody/{path}")).status_code == 404


async def test_an_instance_cannot_take_the_name_of_a_path(stage: Stage) -> None:
    answer = await stage.http.post("/api/instances", json={"id": "stats", "type": "meter", "config": meter_config()})

    assert (answer.status_code, answer.json()["error"]["key"]) == (422, "instance_id_reserved")


async def test_deaths_outlive_the_gateway_and_go_with_the_instance(tmp_path: Path) -> None:
    async with staged(tmp_path) as first:
        await first.add("meter_1", meter_config())
        first.supervisor.say(Observation(instance="meter_1", container="exited", deaths=[death(1)]))
    async with staged(tmp_path) as second:
        second.supervisor.say(Observation(instance="meter_1", container="exited", deaths=[death(5)]))
        kept = second.gateway.deaths.of("meter_1")
        assert [one.ts for one in kept] == [5, 1]
        assert len(kept[0].lines[0].message) == 500
        await second.http.delete("/api/instances/meter_1")
        await until(lambda: second.gateway.deaths.of("meter_1") == [])
    assert files_in(tmp_path / "data" / "deaths") == []


async def test_only_the_last_deaths_are_kept_and_each_once(tmp_path: Path) -> None:
    supervisor = PlayedSupervisor()
    book = DeathBook(tmp_path, supervisor)
    for last in range(1, 60):
        seen = [death(number) for number in range(max(1, last - 19), last + 1)]
        supervisor.say(Observation(instance="m", container="exited", deaths=seen))

    assert [one.ts for one in book.of("m")] == list(range(59, 59 - KEPT, -1))


async def test_a_damaged_file_is_put_aside_and_nothing_is_lost_when_no_instances_are_known(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_bytes(b"[{")
    (tmp_path / "n.json").write_bytes(b"[]")
    book = DeathBook(tmp_path, PlayedSupervisor())
    await book.load(None)

    assert book.of("m") == []
    assert files_in(tmp_path) == ["m.damaged", "n.json"]
