"""An instance that dies, hangs or eats its memory comes back, is told why, and disturbs nobody."""

from __future__ import annotations

import asyncio
import itertools
import time
from functools import partial

import pytest
from integration.engine_lab import Lab, ask, beast, inspect

from dinrail.documents import Limits
from dinrail_gateway.reconcile import watchdog, worker
from dinrail_gateway.runtime.interface import Observation

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]


def has_died(times: int, seen: Observation) -> bool:
    return len(seen.deaths) == times


async def test_a_crash_loop_is_slowed_down_and_each_death_keeps_its_last_50_lines(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc", "crash"), beast("calm")])
    seen = await lab.until("plc", lambda seen: len(seen.deaths) >= 4, 60)
    times = [death.ts / 1000 for death in seen.deaths]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    for gap, pause in zip(gaps, (1, 2, 5), strict=False):
        assert pause <= gap <= pause + 8
    death = seen.deaths[-1]
    assert (death.reason.key, death.reason.params, death.exit_code) == ("exited", {"code": 3}, 3)
    assert len(death.lines) == 50
    assert death.lines[-1].message == "error beast: line 79"
    assert death.lines[-1].level == "error"
    assert seen.restarts == len(seen.deaths)
    assert lab.reconciler.observation("calm").deaths == []


async def test_the_fifth_death_within_half_an_hour_counts_as_failed_until_an_operator_restarts(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "BACKOFF", (0.2, 0.2, 0.2, 0.2, 30.0))
    lab.reconciler.desire([beast("plc", "crash")])
    seen = await lab.until("plc", lambda seen: seen.failed, 60)
    assert len(seen.deaths) == 5
    assert seen.reason is not None
    assert seen.reason.key == "exited"
    assert seen.next_start_ms is not None
    assert seen.next_start_ms > time.time() * 1000
    await lab.reconciler.restart("plc")
    assert lab.reconciler.observation("plc").failed is False
    await lab.until("plc", lambda seen: len(seen.deaths) > 5)


async def test_killed_by_hand_it_runs_again_within_seconds(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    before = (await inspect(lab.name("plc")))["State"]["StartedAt"]
    began = time.monotonic()
    await ask("kill", lab.name("plc"))
    seen = await lab.until("plc", lambda seen: seen.deaths and seen.container == "running")
    assert time.monotonic() - began < 15  # sooner than the full pass of every 30 s
    assert seen.deaths[0].reason.params == {"code": 137}
    assert (await inspect(lab.name("plc")))["State"]["StartedAt"] != before


async def test_killed_by_an_operator_is_told_as_such_and_never_counts_as_failing(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "BACKOFF", (0.1, 30.0))
    lab.reconciler.desire([beast("plc")])
    for deaths in range(1, 7):
        await lab.until("plc", lambda seen: seen.container == "running")
        began = time.monotonic()
        await lab.reconciler.kill("plc")
        assert time.monotonic() - began < 5  # half a soft stop's grace
        await lab.until("plc", partial(has_died, deaths))
    seen = lab.reconciler.observation("plc")
    assert {death.reason.key for death in seen.deaths} == {"killed"}
    assert seen.failed is False


async def test_kill_ends_a_soft_stop_that_hangs(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc", "stubborn")])
    await lab.running("plc")
    await asyncio.sleep(0.5)
    lab.reconciler.desire([beast("plc", "stubborn", enabled=False)])
    await lab.until("plc", lambda seen: seen.stopping)
    began = time.monotonic()
    await lab.reconciler.kill("plc")
    await lab.until("plc", lambda seen: seen.container == "exited" and not seen.stopping)
    assert time.monotonic() - began < 7  # the soft stop alone would take 10 s
    assert lab.reconciler.observation("plc").deaths == []


async def test_what_ignores_a_soft_stop_is_killed_after_its_grace(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker.GRACE == 10.0
    monkeypatch.setattr(worker, "GRACE", 3.0)
    lab.reconciler.desire([beast("plc", "stubborn")])
    await lab.running("plc")
    await asyncio.sleep(0.5)
    began = time.monotonic()
    lab.reconciler.desire([beast("plc", "stubborn", enabled=False)])
    seen = await lab.until("plc", lambda seen: seen.container == "exited", 20)
    assert 2.9 < time.monotonic() - began < 10
    assert (seen.exit_code, seen.deaths) == (137, [])


async def test_a_leak_ends_at_the_memory_limit_with_the_reason_oom(lab: Lab) -> None:
    lab.reconciler.desire([beast("leaky", "leak", limits=Limits(cpu=0.5, memory_mb=32, pids=16)), beast("calm")])
    seen = await lab.until("leaky", lambda seen: seen.deaths, 60)
    assert (seen.deaths[0].reason.key, seen.deaths[0].reason.params) == ("oom", {"memory_mb": 32})
    assert lab.reconciler.observation("calm").container == "running"


async def test_a_child_killed_for_lack_of_memory_is_told_while_the_instance_lives_on(lab: Lab) -> None:
    lab.reconciler.desire([beast("parent", "leaky child", limits=Limits(cpu=0.5, memory_mb=32, pids=16))])
    seen = await lab.until("parent", lambda seen: seen.oom, 60)
    assert (seen.container, seen.deaths) == ("running", [])
    assert seen.reason is not None
    assert seen.reason.key == "oom_child"


async def test_a_hung_instance_is_killed_after_its_missed_pulses_and_starts_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watchdog.PULSE_LIMIT == 15.0
    monkeypatch.setattr(watchdog, "PULSE_LIMIT", 5.0)
    lab.reconciler.desire([beast("hung"), beast("fine")])
    await lab.running("hung", "fine")
    lab.reconciler.heard("hung")
    await ask("pause", lab.name("hung"))
    last_pulse = time.monotonic()

    async def pulses() -> None:
        while True:
            lab.reconciler.heard("fine")
            await asyncio.sleep(1)

    beat = asyncio.create_task(pulses())
    seen = await lab.until("hung", lambda seen: seen.deaths and seen.container == "running", 40)
    beat.cancel()
    assert 5 <= time.monotonic() - last_pulse < 20
    assert seen.deaths[0].reason.key == "no_pulse"
    assert lab.reconciler.observation("fine").deaths == []


async def test_silence_of_the_whole_bus_kills_nobody(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "PULSE_LIMIT", 3.0)
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    asked = asyncio.Event()

    async def bus_is_dead() -> bool:
        asked.set()
        return False

    lab.reconciler._worker._bus_answers = bus_is_dead
    lab.reconciler.heard("plc")
    await asyncio.wait_for(asked.wait(), 30)
    await asyncio.sleep(2)
    assert lab.reconciler.observation("plc").deaths == []


async def test_dead_at_boot_is_started_without_counting_a_death(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    await lab.reconciler.stop()
    await ask("kill", lab.name("plc"))
    second = lab._reconciler()
    await second.start()
    second.desire([beast("plc")])
    lab.reconciler = second
    seen = await lab.until("plc", lambda seen: seen.container == "running")
    assert (seen.deaths, seen.restarts) == ([], 0)
