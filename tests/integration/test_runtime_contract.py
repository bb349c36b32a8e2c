"""The runtime seam's contract, asked of every runtime alike: what an instance does, and what becomes of it.

pytest -k process    child processes only, needs no engine
"""

from __future__ import annotations

import asyncio
import contextlib
import time

import msgspec
import pytest
from integration.engine_lab import beast
from integration.runtime_labs import Bench

from dinrail.documents import Limits
from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.reconcile import watchdog, worker
from dinrail_gateway.runtime.interface import DesiredInstance, InstanceStats

pytestmark = pytest.mark.timeout(180)
SMALL = Limits(cpu=0.5, memory_mb=48, pids=32)


async def test_it_starts_with_its_secrets_and_its_output_is_kept(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc", "sleep")])
    await bench.running("plc")
    await said(bench, "plc", "info beast: sleep")
    assert len(await bench.pids("plc")) >= 1


async def test_a_soft_stop_is_a_signal_it_may_answer_and_the_same_one_starts_again(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc")])
    first = (await running_and_listening(bench, "plc")).container_id
    bench.reconciler.desire([beast("plc", enabled=False)])
    seen = await bench.until("plc", lambda seen: seen.container == "exited")
    assert (seen.exit_code, seen.deaths, seen.restarts) == (0, [], 0)
    assert await bench.pids("plc") == set()
    bench.reconciler.desire([beast("plc")])
    await bench.running("plc")
    assert bench.reconciler.observation("plc").container_id == first


async def test_what_ignores_a_soft_stop_is_ended_by_force_after_its_grace(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "GRACE", 2.0)
    bench.reconciler.desire([beast("plc", "stubborn")])
    await running_and_listening(bench, "plc")
    bench.reconciler.desire([beast("plc", "stubborn", enabled=False)])
    seen = await bench.until("plc", lambda seen: seen.container == "exited")
    assert (seen.exit_code, seen.deaths) == (137, [])
    assert await bench.pids("plc") == set()


async def test_killed_by_an_operator_it_is_told_so_and_runs_again(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc", "stubborn")])
    await running_and_listening(bench, "plc")
    before = await bench.pids("plc")
    await bench.reconciler.kill("plc")
    await bench.until("plc", lambda seen: seen.deaths and seen.container == "running")
    seen = bench.reconciler.observation("plc")
    assert ([death.reason.key for death in seen.deaths], seen.failed) == (["killed"], False)
    assert before.isdisjoint(await bench.pids("plc"))


async def test_killed_by_somebody_else_it_is_noticed_and_runs_again(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc")])
    await running_and_listening(bench, "plc")
    await bench.murder("plc")
    seen = await bench.until("plc", lambda seen: seen.deaths and seen.container == "running")
    assert seen.deaths[0].reason.params == {"code": 137}


async def test_a_restart_by_an_operator_counts_no_death(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc")])
    await running_and_listening(bench, "plc")
    before = await bench.pids("plc")
    await bench.reconciler.restart("plc")
    seen = bench.reconciler.observation("plc")
    assert (seen.container, seen.deaths) == ("running", [])
    assert before.isdisjoint(await bench.pids("plc"))


async def test_a_crash_is_written_down_with_its_last_50_lines_and_slows_the_next_start(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc", "crash"), beast("calm")])
    seen = await bench.until("plc", lambda seen: len(seen.deaths) >= 2, 30)
    death = seen.deaths[0]
    assert (death.reason.key, death.reason.params, death.exit_code) == ("exited", {"code": 3}, 3)
    assert (len(death.lines), death.lines[-1].message, death.lines[-1].level) == (50, "error beast: line 79", "error")
    assert seen.deaths[1].ts - death.ts >= 1000
    assert bench.reconciler.observation("calm").deaths == []


async def test_a_leak_ends_at_the_memory_limit_with_the_reason_oom(bench: Bench) -> None:
    bench.reconciler.desire([beast("leaky", "leak", limits=Limits(cpu=0.5, memory_mb=32, pids=16)), beast("calm")])
    seen = await bench.until("leaky", lambda seen: seen.deaths, 60)
    assert (seen.deaths[0].reason.key, seen.deaths[0].reason.params) == ("oom", {"memory_mb": 32})
    assert bench.reconciler.observation("calm").container == "running"


async def test_a_child_over_the_limit_is_ended_and_told_while_the_instance_lives_on(bench: Bench) -> None:
    bench.reconciler.desire([beast("parent", "leaky child", limits=Limits(cpu=0.5, memory_mb=32, pids=16))])
    seen = await bench.until("parent", lambda seen: seen.oom, 60)
    assert (seen.container, seen.deaths) == ("running", [])
    assert seen.reason is not None
    assert seen.reason.key == "oom_child"


async def test_a_hung_one_is_ended_after_its_missed_pulses_and_starts_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "PULSE_LIMIT", 3.0)
    bench.reconciler.desire([beast("hung")])
    await running_and_listening(bench, "hung")
    bench.reconciler.heard("hung")
    await bench.freeze("hung")
    seen = await bench.until("hung", lambda seen: seen.deaths and seen.container == "running", 40)
    assert seen.deaths[0].reason.key == "no_pulse"


async def test_a_flood_of_output_costs_bounded_room_and_the_end_of_it_can_be_read(bench: Bench) -> None:
    bench.reconciler.desire([beast("loud", "flood")])
    await bench.running("loud")
    await asyncio.sleep(5)
    assert await bench.log_bytes("loud") <= 10 << 20
    lines = await bench.reconciler.logs("loud", 20)
    assert len(lines) == 20
    assert "x" * 500 in "".join(line.message for line in lines)
    assert bench.reconciler.observation("loud").deaths == []


async def test_a_flood_of_forks_stays_within_its_limit_and_leaves_nothing(bench: Bench) -> None:
    limits = Limits(cpu=0.5, memory_mb=256, pids=12)
    bench.reconciler.desire([beast("bomb", "forks", limits=limits), beast("calm")])
    await bench.running("bomb", "calm")
    most = 0
    for _ in range(30):
        most = max(most, len(await bench.pids("bomb")))
        await asyncio.sleep(0.2)
    assert 2 < most < 1000, most  # a loaded machine looks late
    bench.reconciler.desire([beast("bomb", "forks", limits=limits, enabled=False), beast("calm")])
    await bench.until("bomb", lambda seen: seen.container == "exited", 30)
    assert await bench.pids("bomb") == set()
    calm = bench.reconciler.observation("calm")
    assert (calm.container, calm.deaths) == ("running", [])


async def test_one_that_takes_all_it_can_get_is_held_to_its_share_and_that_is_told(bench: Bench) -> None:
    bench.reconciler.desire([beast("hog", "spin", limits=Limits(cpu=0.2, memory_mb=48, pids=16))])
    await bench.running("hog")
    await asyncio.sleep(5)
    shares, held = [], []
    for _ in range(4):
        await asyncio.sleep(2)
        seen = bench.reconciler.stats()["hog"]
        shares.append(seen.cpu_percent or 0.0)
        held.append(seen.cpu_throttled_percent or 0.0)
    # A machine with other work gives less; never more than the share, and what is held back is told.
    assert 1 < sum(shares) / 4 < 32, shares
    assert max(held) > 1, held
    assert bench.reconciler.stats()["hog"].cpu_limit == 20


async def test_other_limits_are_taken_by_the_one_that_runs(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc")])
    before = (await running_and_listening(bench, "plc")).container_id
    processes = await bench.pids("plc")
    other = Limits(cpu=0.1, memory_mb=96, pids=16)
    bench.reconciler.desire([beast("plc", limits=other)])
    wanted = bench.runtime.limit_figures(other)
    for _ in range(100):
        found = await bench.runtime.look(before)
        if found is not None and found.limits == wanted:
            break
        await asyncio.sleep(0.1)
    assert found is not None
    assert (found.limits, found.state) == (wanted, "running")
    assert await bench.pids("plc") == processes


async def test_a_memory_limit_below_what_it_uses_is_told_and_kills_nothing(bench: Bench) -> None:
    def wanted(memory: int, cpu: float) -> DesiredInstance:
        return beast("plc", "hoard", limits=Limits(cpu=cpu, memory_mb=memory, pids=32))

    bench.reconciler.desire([wanted(96, 0.5)])
    before = (await running_and_listening(bench, "plc")).container_id
    for _ in range(150):
        sample = bench.reconciler.stats().get("plc") or InstanceStats(id="plc")
        if (sample.memory_bytes or 0) > 40 << 20:
            break
        await asyncio.sleep(0.1)

    bench.reconciler.desire([wanted(24, 0.25)])
    seen = await bench.until("plc", lambda seen: seen.reason is not None)
    assert seen.reason is not None
    assert (seen.reason.key, seen.reason.params["limit_mb"]) == ("limit_below_use", 24)
    assert (seen.container, seen.container_id, seen.deaths) == ("running", before, [])
    found = await bench.runtime.look(before)
    assert found is not None
    assert (found.limits["Memory"], found.limits["CpuQuota"]) == (96 << 20, 25_000)  # the others are taken

    bench.reconciler.desire([wanted(64, 0.25)])
    seen = await bench.until("plc", lambda seen: seen.reason is None)
    found = await bench.runtime.look(before)
    assert found is not None
    assert (found.limits["Memory"], seen.deaths) == (64 << 20, [])


async def test_a_gateway_that_starts_again_finds_what_was_there_and_counts_no_death(bench: Bench) -> None:
    five = [beast(f"i{n}") for n in range(5)]
    bench.reconciler.desire([*five[:4], beast("i4", enabled=False)])
    for each in five[:4]:
        await running_and_listening(bench, each.id)
    before = {each.id: bench.reconciler.observation(each.id).container_id for each in five[:4]}
    await bench.again()
    bench.reconciler.desire([*five[:4], beast("i4", enabled=False)])
    await bench.running(*before)
    for instance, container in before.items():
        seen = bench.reconciler.observation(instance)
        assert (seen.container_id, seen.deaths, seen.restarts) == (container, [], 0)
    assert await bench.pids("i4") == set()


async def test_a_panic_ends_all_of_twenty_and_its_release_starts_them_again(bench: Bench) -> None:
    twenty = [beast(f"i{n}", "stubborn" if n % 5 == 0 else "sleep") for n in range(20)]
    bench.reconciler.desire(twenty)
    await bench.running(*(each.id for each in twenty), timeout=120)
    began = time.monotonic()
    bench.reconciler.hold(Reason("panic"))
    for each in twenty:
        await bench.until(each.id, lambda seen: seen.container == "exited")
    took = time.monotonic() - began
    left = [pids for each in twenty if (pids := await bench.pids(each.id))]
    assert left == []
    assert took < 10, took  # the bar of 3 s is a figure of its own
    bench.reconciler.hold(None)
    await bench.running(*(each.id for each in twenty), timeout=120)


async def test_what_names_another_starts_after_that_ones_first_pulse(bench: Bench) -> None:
    second = msgspec.structs.replace(beast("bms"), after=("plc",))
    bench.reconciler.desire([second, beast("plc")])
    await bench.running("plc")
    seen = await bench.until("bms", lambda seen: seen.reason is not None and seen.reason.key == "waits_for")
    assert (seen.reason.params, seen.container == "running") == ({"names": "plc"}, False)
    assert await bench.pids("bms") == set()
    bench.reconciler.heard("plc")
    seen = await bench.until("bms", lambda seen: seen.container == "running")
    assert (seen.reason, seen.deaths) == (None, [])
    assert (seen.started_ms or 0) >= (bench.reconciler.observation("plc").started_ms or 0)


async def test_what_one_keeps_outlives_its_restarts_and_changes_and_goes_with_it(bench: Bench) -> None:
    keeper = msgspec.structs.replace(beast("plc", "remember"), storage=True)
    bench.reconciler.desire([keeper])
    await bench.running("plc")
    await said(bench, "plc", "start 1")
    changed = msgspec.structs.replace(keeper, secrets={"/does": "remember", "/other": "secret"})
    bench.reconciler.desire([changed])
    await said(bench, "plc", "start 2")
    bench.reconciler.desire([])
    await bench.until("plc", lambda seen: seen.container == "absent")
    bench.reconciler.desire([keeper])
    await bench.running("plc")
    await said(bench, "plc", "start 1")


async def test_one_that_is_removed_leaves_nothing(bench: Bench) -> None:
    bench.reconciler.desire([beast("plc"), beast("bms")])
    await bench.running("plc", "bms")
    bench.reconciler.desire([beast("bms")])
    await bench.until("plc", lambda seen: seen.container == "absent")
    for _ in range(100):
        if "plc" not in await bench.runtime.found():
            break
        await asyncio.sleep(0.1)
    assert "plc" not in await bench.runtime.found()
    assert await bench.pids("plc") == set()


async def said(bench: Bench, instance: str, text: str) -> None:
    """Until its output holds this line."""
    for _ in range(100):
        with contextlib.suppress(DinrailError):  # while one container takes the place of another
            if any(text in line.message for line in await bench.reconciler.logs(instance, 50)):
                return
        await asyncio.sleep(0.1)
    raise AssertionError(await bench.reconciler.logs(instance, 50))


async def running_and_listening(bench: Bench, instance: str):
    """Until it runs and has set up its signals."""
    await bench.running(instance)
    await said(bench, instance, "info beast")
    await asyncio.sleep(0.3)
    return bench.reconciler.observation(instance)
