"""The last thing that went wrong with an instance, among its figures."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dinrail.documents import CapturedError
from dinrail.reason import Reason
from dinrail_gateway.runtime.interface import Death, InstanceStats, Observation
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until


async def figures(stage: Stage, instance: str) -> dict[str, object]:
    answer = await stage.http.get("/api/instances/stats")
    return next(each for each in answer.json() if each["id"] == instance)


async def test_the_younger_of_a_captured_error_and_a_death_is_told(stage: Stage) -> None:
    await stage.add("plc", meter_config())
    assert (await figures(stage, "plc"))["last_error"] is None

    error = CapturedError(ts=stage.clock.now_ms() - 5000, type="ProtocolError", message="odd frame", traceback="…")
    stage.gateway.error_log.add("plc", error)
    told = (await figures(stage, "plc"))["last_error"]
    assert told == {
        "ts": error.ts,
        "reason": {
            "key": "captured_error",
            "params": {"type": "ProtocolError", "message": "odd frame"},
            "message": "ProtocolError: odd frame",
        },
    }

    death = Death(ts=error.ts + 1, reason=Reason("oom", {"memory_mb": 64}, "out of memory"))
    stage.supervisor.say(Observation(instance="plc", container="exited", deaths=[death]))
    told = (await figures(stage, "plc"))["last_error"]
    assert isinstance(told, dict)
    assert (told["ts"], told["reason"]["key"]) == (death.ts, "oom")


async def test_it_outlives_the_gateway(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.add("plc", meter_config())
        now = stage.clock.now_ms()
        for ts, message in ((now - 2000, "first"), (now - 1000, "second")):
            error = CapturedError(ts=ts, type="OddError", message=message, traceback="")
            stage.gateway.error_log.add("plc", error)
    async with staged(tmp_path) as stage:
        told = (await figures(stage, "plc"))["last_error"]
        assert isinstance(told, dict)
        assert (told["ts"], told["reason"]["message"]) == (now - 1000, "OddError: second")
        await stage.http.delete("/api/instances/plc")
        await until(lambda: stage.gateway.last_errors.of("plc") is None)


async def test_the_time_it_was_held_back_is_told_in_total(stage: Stage) -> None:
    await stage.add("plc", meter_config())
    stage.supervisor.samples = {"plc": InstanceStats(id="plc", cpu_throttled_percent=12.0, cpu_throttled_s=3.5)}
    assert (await figures(stage, "plc"))["cpu_throttled_s"] == 3.5
    assert msgspec.json.encode(await figures(stage, "plc"))
