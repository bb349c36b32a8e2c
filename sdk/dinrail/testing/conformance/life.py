"""Checks: from start to stop."""

from __future__ import annotations

import asyncio
import signal

import msgspec

from dinrail.directory import INTEGER_RANGES, Point
from dinrail.errors import AddressError
from dinrail.names import split
from dinrail.sample import Scalar
from dinrail.testing.conformance.expectation import eventually, expect
from dinrail.testing.conformance.process import run_once
from dinrail.testing.conformance.rig import Rig

__all__ = [
    "describes_itself",
    "is_lost_when_it_is_killed",
    "publishes_a_sound_directory",
    "refuses_to_start_without_its_environment",
    "starts_and_reports_its_state",
    "stops_softly_in_two_seconds",
    "stops_softly_while_the_device_is_dead",
    "stops_softly_without_a_broker",
    "survives_the_loss_of_the_broker",
    "waits_for_its_configuration",
]

SOFT_STOP_S = 2.0
PULSE_S = 7.0
ATTEMPT_S = 1.5  # the next attempt to connect is under way or over


async def describes_itself(rig: Rig) -> None:
    """`describe` prints manifest, schema and locales as JSON, without a broker and without an environment."""
    code, out, err = await run_once([*rig.subject.interpreter(), "describe"], rig.bare_environment(), 10)
    expect(code == 0, f"describe ended with {code}: {err[-500:]}")
    described = msgspec.json.decode(out)
    expect(set(described) == {"manifest", "schema", "locales"}, f"describe prints {sorted(described)}")
    expect(described["manifest"]["kind"] == "adapter", "the manifest's kind is not adapter")
    expect("$ref" in described["schema"] or "properties" in described["schema"], "the schema describes nothing")


async def refuses_to_start_without_its_environment(rig: Rig) -> None:
    """One clear line and exit code 2."""
    code, _, err = await run_once([*rig.subject.interpreter(), "run"], rig.bare_environment(), 5)
    expect(code == 2, f"without DINRAIL_INSTANCE it ended with {code}")
    expect("DINRAIL_INSTANCE" in err and "Traceback" not in err, f"it does not say what is missing: {err[-300:]!r}")


async def waits_for_its_configuration(rig: Rig) -> None:
    """Starting, with the reason, until one arrives."""
    await rig.subject.start_device()
    await rig.launch()
    state = await rig.state("starting")
    expect(state.reason is not None and state.reason.key == "waiting_for_config", f"it waits for {state.reason}")
    expect(rig.subject.links() == 0, "it touches the device without a configuration")
    rig.seen.configure(rig.subject.config())
    await rig.good("after its configuration came")


async def starts_and_reports_its_state(rig: Rig) -> None:
    """Connected with type, version and revision; a pulse with the last poll follows."""
    await rig.start()
    state = await rig.state("connected")
    about = rig.manifest
    expect((state.type, state.version) == (about.name, about.version), f"it says {state.type} {state.version}")
    expect(state.config is not None and state.config.rev == 1, f"it says it runs on {state.config}")
    await eventually(
        lambda: any(pulse.last_poll for pulse in rig.seen.pulses), PULSE_S, "no pulse tells of a successful poll"
    )
    pulse = rig.seen.pulses[-1]
    expect(pulse.points == len(rig.seen.directory()), f"the pulse tells of {pulse.points} points")
    expect(pulse.counters.get("errors", 0) == 0, f"errors were captured: {rig.seen.errors[:1]}")
    lag = max(pulse.gauges.get("loop_lag_ms", 0.0) for pulse in rig.seen.pulses)
    expect(lag < 1000, f"something blocks its event loop for {lag:.0f} ms")


def _unlisted(rig: Rig) -> set[str]:
    return rig.seen.sampled() - set(rig.seen.directory())


async def publishes_a_sound_directory(rig: Rig) -> None:
    """Complete, with valid paths; every point has a sample of its type and no sample is unlisted."""
    await rig.start()
    directory = rig.seen.directory()
    for path, point in directory.items():
        expect(_valid(path), f"{path!r} is not a path")
        sample = rig.seen.sample(path)
        expect(sample is not None and _is_of(point, sample.value), f"the sample of {path} is no {point.type}: {sample}")
    # Points a device has told of just now may be on their way into the directory.
    await eventually(lambda: not _unlisted(rig), 5, lambda: f"unlisted: {sorted(_unlisted(rig))[:5]}")
    subject = rig.subject
    if subject.writable:
        path = subject.writable
        expect(path in directory and directory[path].writable, f"{path} is not writable")
    else:
        wrong = [path for path, point in directory.items() if point.writable]
        expect(not wrong, f"an adapter that only reads has writable points: {wrong[:5]}")
    expect(
        subject.read_only in directory and not directory[subject.read_only].writable, f"{subject.read_only} is writable"
    )


async def survives_the_loss_of_the_broker(rig: Rig) -> None:
    """Everything is published again in the next session; the process goes on."""
    await rig.start()
    for away in (0.0, 3.0):
        await rig.broker.kill()
        await asyncio.sleep(away)
        await rig.broker.restart()
        await rig.good("after the broker came back", 20.0)
    expect(rig.process.running, "the process has ended")
    if rig.subject.writable:
        reply = await rig.seen.write(rig.subject.writable, msgspec.json.encode(rig.subject.good_values[0]))
        expect(reply.ok, f"a write after it is refused: {reply.error}")


async def is_lost_when_it_is_killed(rig: Rig) -> None:
    """Its will says so."""
    await rig.start()
    rig.process.signal(signal.SIGKILL)
    await rig.state("lost")


async def stops_softly_in_two_seconds(rig: Rig) -> None:
    """SIGTERM: links closed, points bad, state stopped, exit code 0."""
    await rig.start()
    await _stops(rig)


async def stops_softly_while_the_device_is_dead(rig: Rig) -> None:
    """The same while it tries to connect."""
    await rig.start()
    await rig.subject.stop_device()
    await rig.bad("after the device died", rig.subject.notice_s)
    await asyncio.sleep(ATTEMPT_S)
    await _stops(rig)


async def stops_softly_without_a_broker(rig: Rig) -> None:
    """Nobody has to listen: the link is closed and the process ends."""
    await rig.start()
    await rig.broker.kill()
    code = await rig.stop(SOFT_STOP_S)
    expect(code == 0, f"it ended with {code}: {list(rig.process.lines)[-5:]}")
    await eventually(lambda: rig.subject.links() == 0, 1, "it left a link to the device open")


async def _stops(rig: Rig) -> None:
    code = await rig.stop(SOFT_STOP_S)
    expect(code == 0, f"it ended with {code}: {list(rig.process.lines)[-5:]}")
    await rig.state("stopped", timeout=1)
    await rig.bad("after the stop", 1)
    await eventually(lambda: rig.subject.links() == 0, 1, "it left a link to the device open")


def _valid(path: str) -> bool:
    try:
        return path == ".".join(split(path))
    except AddressError:
        return False


def _is_of(point: Point, value: Scalar) -> bool:
    if point.type == "BOOL":
        return isinstance(value, bool)
    if point.type in INTEGER_RANGES:
        return isinstance(value, (int, str)) and not isinstance(value, bool)
    if point.type in ("REAL", "LREAL"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str)
