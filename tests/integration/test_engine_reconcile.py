"""Only what changed is touched; what is not ours never is."""

from __future__ import annotations

import asyncio
import time

import msgspec
import pytest
from integration.engine_lab import Lab, ask, beast, build_beast, docker, eventually, inspect

from dinrail.documents import Limits
from dinrail.reason import Reason
from dinrail_gateway.runtime.docker.types import TypeImage
from dinrail_gateway.runtime.interface import EngineError, Found, InstanceSpec

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]
MIB64 = 64 << 20


async def test_one_changed_instance_of_five_leaves_the_others_containers_alone(lab: Lab) -> None:
    five = [beast(f"i{n}") for n in range(5)]
    lab.reconciler.desire(five)
    await lab.running(*(one.id for one in five))
    before = await lab.ids()
    assert len(before) == 5
    lab.reconciler.desire([*five[:2], beast("i2", "stubborn"), *five[3:]])
    await lab.until("i2", lambda seen: seen.container == "running" and seen.container_id != before[lab.name("i2")])
    after = await lab.ids()
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {lab.name("i2")}


async def test_other_limits_are_applied_to_the_running_container(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    before = await lab.ids()
    lab.reconciler.desire([beast("plc", limits=Limits(cpu=0.1, memory_mb=64, pids=16))])

    async def applied() -> bool:
        host = await lab.host("plc")
        return [host[key] for key in ("Memory", "CpuQuota", "MemorySwap", "PidsLimit")] == [MIB64, 10_000, MIB64, 16]

    await eventually(applied)
    assert await lab.ids() == before


async def test_a_definition_that_only_the_bus_carries_touches_no_container(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc", config={"interval": 1})])
    await lab.running("plc")
    started = (await inspect(lab.name("plc")))["State"]["StartedAt"]
    lab.reconciler.desire([beast("plc", config={"interval": 2})])
    await asyncio.sleep(1.0)
    assert (await inspect(lab.name("plc")))["State"]["StartedAt"] == started


async def test_disabled_means_stopped_softly_and_enabled_starts_the_same_container(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    before = (await lab.ids())[lab.name("plc")]
    await eventually(lambda: ask("logs", lab.name("plc")))  # before, it could not end softly
    lab.reconciler.desire([beast("plc", enabled=False)])
    seen = await lab.until("plc", lambda seen: seen.container == "exited")
    assert (seen.exit_code, seen.deaths, seen.restarts) == (0, [], 0)
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    assert (await lab.ids())[lab.name("plc")] == before


async def test_a_removed_instance_leaves_no_container_and_no_secrets(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc"), beast("bms")])
    await lab.running("plc", "bms")
    lab.reconciler.desire([beast("bms")])
    await lab.until("plc", lambda seen: seen.container == "absent")

    async def gone() -> bool:
        left = await ask("ps", "-a", "--format", "{{.Names}}") + await ask("volume", "ls", "-q")
        return f"{lab.project}-plc" not in left and f"{lab.project}-secrets-plc" not in left

    await eventually(gone)
    assert list(await lab.ids()) == [lab.name("bms")]


async def test_foreign_containers_are_never_touched(lab: Lab, project: str, beast_image: TypeImage) -> None:
    def run(name: str, *labels: str) -> str:
        flags = [word for label in labels for word in ("--label", label)]
        return docker("run", "-d", "--name", name, "--entrypoint", "sleep", *flags, beast_image.tag, "600")

    bare = await asyncio.to_thread(run, f"{project}-bare")
    other = await asyncio.to_thread(run, f"{project}-other", "dinrail.instance=plc", "dinrail.project=somebody")
    try:
        lab.reconciler.desire([beast("plc")])
        await lab.running("plc")
        lab.reconciler.hold(Reason("panic"))
        await lab.until("plc", lambda seen: seen.container == "exited")
        lab.reconciler.desire([])
        await lab.until("plc", lambda seen: seen.container == "absent")
        states = await ask("inspect", "--format", "{{.State.Status}} {{.RestartCount}}", bare, other)
        assert states.splitlines() == ["running 0", "running 0"]
    finally:
        await ask("rm", "-f", bare, other)


async def test_a_name_taken_by_somebody_is_told_and_left_to_them(lab: Lab, beast_image: TypeImage) -> None:
    taken = await ask("run", "-d", "--name", lab.name("plc"), "--entrypoint", "sleep", beast_image.tag, "600")
    try:
        lab.reconciler.desire([beast("plc")])
        seen = await lab.until("plc", lambda seen: seen.deaths)
        assert seen.deaths[0].reason.key == "create_failed"
        assert "already in use" in str(seen.deaths[0].reason.params["detail"])
        assert (await inspect(taken))["State"]["Running"] is True
    finally:
        await ask("rm", "-f", taken)


async def test_a_container_removed_by_hand_is_made_again(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    before = (await lab.ids())[lab.name("plc")]
    await ask("rm", "-f", before)
    seen = await lab.until("plc", lambda seen: seen.container == "running" and seen.container_id != before)
    assert seen.deaths


async def test_limits_edited_by_hand_are_put_right_by_the_event(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    await ask("update", "--pids-limit", "5", lab.name("plc"))

    async def right() -> bool:
        return bool((await lab.host("plc"))["PidsLimit"] == 32)

    await eventually(right)


async def test_a_newer_image_replaces_the_container(lab: Lab, project: str) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    before = (await lab.ids())[lab.name("plc")]
    newer = await asyncio.to_thread(lambda: build_beast(f"dinrail-lab/newer:{project[-8:]}", more="\n# newer\n"))
    try:
        lab.images.use(newer)
        seen = await lab.until("plc", lambda seen: seen.container == "running" and seen.container_id != before)
        assert (await inspect(seen.container_id))["Image"] == newer.id
        assert seen.deaths == []
    finally:
        lab.reconciler.desire([])
        await lab.until("plc", lambda seen: seen.container == "absent")
        await ask("rmi", "-f", newer.tag)


async def test_without_an_image_it_waits_and_says_so(lab: Lab, beast_image: TypeImage) -> None:
    lab.images.use(None)
    lab.reconciler.desire([beast("plc")])
    seen = await lab.until("plc", lambda seen: seen.container == "image_missing")
    assert seen.reason is not None
    assert seen.reason.key == "image_missing"
    lab.images.use(beast_image)
    await lab.running("plc")


async def test_nothing_is_touched_before_the_desired_set_is_known(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    before = await lab.ids()
    await lab.reconciler.stop()
    second = lab._reconciler()
    await second.start()
    await asyncio.sleep(1.0)
    assert await lab.ids() == before
    second.desire([beast("plc")])
    await asyncio.sleep(1.0)
    assert await lab.ids() == before
    assert second.observation("plc").container == "running"
    await second.stop()


async def test_what_is_desired_during_the_first_look_takes_over_what_runs(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway that starts anew learns what is wanted and what runs at the same moment."""
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    before = await lab.ids()
    await lab.reconciler.stop()
    second, look, made = lab._reconciler(), lab.runtime.found, []

    async def meanwhile() -> dict[str, list[Found]]:
        seen = await look()
        second.desire([beast("plc")])
        await asyncio.sleep(0)
        return seen

    async def create(wanted: InstanceSpec) -> str:
        made.append(wanted.instance)
        raise EngineError("not needed")

    monkeypatch.setattr(lab.runtime, "found", meanwhile)
    monkeypatch.setattr(lab.runtime, "create", create)
    await second.start()
    await asyncio.sleep(1.0)
    assert (second.observation("plc").container, made) == ("running", [])
    assert await lab.ids() == before
    await second.stop()


async def test_a_hold_stops_everything_at_once_and_gives_back_exactly_what_ran(lab: Lab) -> None:
    wanted = [beast("a"), beast("b", "stubborn"), beast("c", enabled=False)]
    lab.reconciler.desire(wanted)
    await lab.running("a", "b")
    before = await lab.ids()
    began = time.monotonic()
    lab.reconciler.hold(Reason("panic", {"level": "all"}))
    for instance in ("a", "b"):
        await lab.until(instance, lambda seen: seen.container == "exited")
    assert time.monotonic() - began < 7  # a soft stop of the stubborn one would take 10 s
    assert await lab.ids() == {}
    seen = lab.reconciler.observation("a")
    assert (seen.reason, seen.deaths) == (Reason("panic", {"level": "all"}), [])
    lab.reconciler.hold(None)
    await lab.running("a", "b")
    assert await lab.ids() == before


async def test_restart_is_a_soft_stop_and_a_start_and_no_death(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    started = (await inspect(lab.name("plc")))["State"]["StartedAt"]
    await lab.reconciler.restart("plc")
    state = (await inspect(lab.name("plc")))["State"]
    assert state["Running"] is True
    assert state["StartedAt"] != started
    assert lab.reconciler.observation("plc").deaths == []


async def test_logs_come_with_time_and_level(lab: Lab) -> None:
    lab.reconciler.desire([beast("plc")])
    await lab.running("plc")
    await eventually(lambda: lab.reconciler.logs("plc", 10))
    lines = await lab.reconciler.logs("plc", 10)
    assert [(line.level, line.message) for line in lines] == [("info", "info beast: sleep")]
    assert abs(lines[0].ts - time.time() * 1000) < 60_000
    assert msgspec.json.encode(lines)


async def test_after_its_network_was_made_anew_an_instance_comes_back(lab: Lab, project: str) -> None:
    net = f"{project}-net"
    lab.site = msgspec.structs.replace(lab.site, network=net)
    lab.runtime._site = lab.site
    await ask("network", "create", net)
    try:
        lab.reconciler.desire([beast("plc")])
        await lab.running("plc")
        before = (await lab.ids())[lab.name("plc")]
        lab.reconciler.desire([beast("plc", enabled=False)])
        await lab.until("plc", lambda seen: seen.container == "exited")
        await ask("network", "rm", net)
        await ask("network", "create", net)
        lab.reconciler.desire([beast("plc")])
        seen = await lab.until("plc", lambda seen: seen.container == "running")
        assert seen.container_id != before
        assert [death.reason.key for death in seen.deaths] == ["start_failed"]
        assert "network" in str(seen.deaths[0].reason.params["detail"])
        networks = (await inspect(lab.name("plc")))["NetworkSettings"]["Networks"]
        assert list(networks) == [net]
        lab.reconciler.desire([])
        await lab.until("plc", lambda seen: seen.container == "absent")
    finally:
        await ask("network", "rm", net)


async def test_secrets_without_an_instance_are_removed_even_when_its_container_is_gone(lab: Lab) -> None:
    volume = f"{lab.project}-secrets-gone"
    await ask(
        *("volume", "create", "--label", f"dinrail.project={lab.project}", "--label", "dinrail.instance=gone", volume)
    )
    foreign = f"{lab.project}-foreign"
    await ask("volume", "create", "--label", "dinrail.instance=gone", "--label", "dinrail.project=somebody", foreign)
    lab.reconciler.desire([beast("plc")])
    await lab.reconciler._look()

    async def removed() -> bool:
        return volume not in await ask("volume", "ls", "-q")

    await eventually(removed)
    assert foreign in await ask("volume", "ls", "-q")
    await ask("volume", "rm", foreign)
