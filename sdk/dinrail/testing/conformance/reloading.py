"""Checks: configuration while it runs."""

from __future__ import annotations

from functools import partial

from dinrail.documents import State
from dinrail.testing.conformance.expectation import eventually, expect
from dinrail.testing.conformance.rig import Rig

__all__ = ["hot_reloads_its_configuration", "keeps_the_running_configuration_when_a_bad_one_comes"]

RELOAD_S = 10.0


async def hot_reloads_its_configuration(rig: Rig) -> None:
    """Another configuration takes effect in the same process, and back; points that vanish are cleared."""
    await rig.start()
    pid, before = rig.process.pid, set(rig.seen.directory())
    directories: list[set[str]] = []
    for config in (rig.subject.changed_config(), rig.subject.config()):
        rev = rig.seen.configure(config)
        await rig.state("connected", timeout=RELOAD_S, rev=rev)
        await rig.good(f"on revision {rev}")
        if directories and rig.subject.directory_from_device:  # a device that comes back has to tell its points first
            await eventually(
                lambda: before <= set(rig.seen.directory()), rig.subject.recovery_s, lambda: _missing(rig, before)
            )
            await rig.good(f"on revision {rev}")
        directories.append(set(rig.seen.directory()))
        await eventually(
            lambda: not rig.seen.sampled() - set(rig.seen.directory()),
            5,
            lambda: f"samples of vanished points stay: {sorted(rig.seen.sampled() - set(rig.seen.directory()))[:5]}",
        )
    expect(rig.process.running and rig.process.pid == pid, "it is not the same process any more")
    changed, back = directories
    expect(changed != before or not rig.subject.changes_directory, "the other configuration changed nothing")
    late = back - before if rig.subject.directory_from_device else set()  # what the device had not told at first
    expect(back - late == before, f"the directory is not the one of before: {sorted(back ^ before)[:5]}")


def _missing(rig: Rig, before: set[str]) -> str:
    return f"points of the first configuration do not come back: {sorted(before - set(rig.seen.directory()))[:5]}"


async def keeps_the_running_configuration_when_a_bad_one_comes(rig: Rig) -> None:
    """Rejected with its revision and the place that is wrong; everything goes on; a good one then is taken."""
    await rig.start()
    bad, path = rig.subject.bad_config()
    unknown = rig.subject.config() | {"conformance_unknown": 1}
    for config, place in ((bad, path), (unknown, "/conformance_unknown")):
        rev = rig.seen.configure(config)
        state = await eventually(partial(_rejected, rig, rev), RELOAD_S, f"revision {rev} is not rejected")
        reason = state.config.rejected if state.config else None
        where = reason.params.get("path") if reason else None
        expect(where == place, f"rejected at {where!r} instead of {place!r}: {reason}")
        expect(state.state == "connected" and rig.applied() == 1, f"it does not stay on what runs: {state}")
        await rig.good("on the configuration that stays")
    rev = rig.seen.configure(rig.subject.changed_config())
    state = await rig.state("connected", timeout=RELOAD_S, rev=rev)
    expect(state.config is not None and state.config.rejected is None, f"the rejection stays: {state.config}")


def _rejected(rig: Rig, rev: int) -> State | None:
    state = rig.seen.state()
    return state if state and state.config and state.config.rejected_rev == rev else None
