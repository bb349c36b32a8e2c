"""Checks: what it takes from the machine and gives away."""

from __future__ import annotations

import asyncio

import msgspec

from dinrail.testing.conformance.expectation import expect
from dinrail.testing.conformance.rig import Rig

__all__ = ["keeps_its_secrets", "opens_no_listening_port", "stays_under_its_memory_limit"]

BATCHES = 6
BATCH = 50
RELOADS = 6
GROWTH_MB = 5.0


async def stays_under_its_memory_limit(rig: Rig) -> None:
    """After start, reloads and hundreds of writes it is below its limit and has not grown by more than 5 MB."""
    await rig.start()
    await _work(rig)
    settled = rig.process.resident_mb()
    await _work(rig)
    after = rig.process.resident_mb()
    limit = rig.subject.memory_mb
    expect(after <= limit, f"it uses {after:.1f} MB, its limit is {limit:g} MB")
    expect(after - settled <= GROWTH_MB, f"it grows: {settled:.1f} MB, after the same work again {after:.1f} MB")
    most = rig.manifest.limits.memory_mb
    expect(most is None or limit <= most, f"the manifest's limit of {most} MB is below the promised {limit:g} MB")


async def opens_no_listening_port(rig: Rig) -> None:
    """Incoming webhooks end at the gateway."""
    await rig.start()
    ports = rig.process.listening_ports()
    expect(not ports, f"it listens on {ports}")


async def keeps_its_secrets(rig: Rig) -> None:
    """No value of a secret field appears on the bus or in its log, also when the device is lost."""
    await rig.start()
    if rig.subject.has_device:
        await rig.subject.stop_device()
        await rig.bad("after the device died", rig.subject.notice_s)
    for pointer, secret in rig.subject.secrets().items():
        leaks = [topic for topic, payload in rig.seen.payloads if secret.encode() in payload]
        expect(not leaks, f"the secret {pointer} appears on {sorted(set(leaks))}")
        expect(all(secret not in line for line in rig.process.lines), f"the secret {pointer} appears in its log")


async def _work(rig: Rig) -> None:
    path = rig.subject.writable or rig.subject.read_only
    values = [msgspec.json.encode(value) for value in rig.subject.good_values] or [b"1"]
    for number in range(BATCHES):
        good = [rig.seen.write(path, values[number % len(values)]) for _ in range(BATCH)]
        hostile = [rig.seen.write(path, b"[" * 1000) for _ in range(BATCH)]
        await asyncio.gather(*good, *hostile)
    for number in range(RELOADS):
        rev = rig.seen.configure(rig.subject.changed_config() if number % 2 else rig.subject.config())
        await rig.state("connected", rev=rev)
    await rig.good("after the work")
