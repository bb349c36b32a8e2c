"""What a route would do: run in virtual time on the latest real samples, or on a value given."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from dinrail.sample import Sample, Scalar, decode_sample
from dinrail_router.compiler import Compiled, compile_routes
from dinrail_router.recorder import Recorded
from dinrail_router.recording import Timeline
from dinrail_router.simulation import Simulation

__all__ = ["MAX_SAMPLES", "Known", "Preview", "compile_preview", "run_preview"]

MAX_SAMPLES = 200


class Preview(msgspec.Struct, frozen=True):
    """`findings` of the route, how many `points` match now, and what became of each sample."""

    findings: list[Any]
    points: int
    runs: list[Timeline]


class Known(NamedTuple):
    """What the router knows: addresses seen with their last payload, and the latest messages of some points."""

    payloads: Mapping[str, bytes]
    latest: Callable[[Callable[[str], bool], int], Sequence[Recorded]]
    now_ms: int


def compile_preview(params: Mapping[str, Any]) -> Compiled:
    """The route of a request, with the named pipelines and the place it may use."""
    file = {"routes": [params.get("route")]}
    file |= {field: params[field] for field in ("pipelines", "place") if params.get(field) is not None}
    return compile_routes(json.dumps(file).encode())


def run_preview(compiled: Compiled, params: Mapping[str, Any], known: Known) -> Preview:
    """May take some ten ms with many points: not for an event loop."""
    findings = msgspec.to_builtins(compiled.findings)
    plans = [msgspec.structs.replace(plan, enabled=True) for plan in compiled.plans]
    if not plans or compiled.errors:
        return Preview(findings, 0, [])
    patterns = plans[0].patterns

    def wanted(address: str) -> bool:
        return any(pattern.match(address.split(".")) is not None for pattern in patterns)

    matching = [address for address in known.payloads if wanted(address)]
    feed = _feed(params, matching, wanted, known)
    runs: list[Timeline] = []
    start = min((at for at, _, _ in feed), default=known.now_ms)
    simulation = Simulation(plans, start, watch=runs.append)
    _inform(simulation, plans[0].reads(), known)
    runs.clear()
    for at, address, sample in feed:
        simulation.advance((at - start) / 1000)
        simulation.feed(address, sample)
    return Preview(findings, len(matching), runs[-MAX_SAMPLES:])


def _feed(
    params: Mapping[str, Any], matching: list[str], wanted: Callable[[str], bool], known: Known
) -> list[tuple[int, str, Sample]]:
    """Time of receipt, address and sample of what is run."""
    most = min(int(params.get("samples") or 1), MAX_SAMPLES)
    if "value" in params:
        address = matching[0] if matching else _made_up(params)
        value: Scalar = params["value"]
        return [(known.now_ms, address, Sample(value, known.now_ms))] if address else []
    recorded = [(each.at, each.address, each.payload) for each in known.latest(wanted, most)]
    if not recorded:
        recorded = [(known.now_ms, address, known.payloads[address]) for address in matching[:most]]
    return [(at, address, sample) for at, address, payload in recorded if (sample := _decoded(payload)) is not None]


def _inform(simulation: Simulation, reads: Sequence[Any], known: Known) -> None:
    """Conditions and joins start with what the other points have now."""
    for address, payload in known.payloads.items():
        if any(pattern.match(address.split(".")) is not None for pattern in reads):
            sample = _decoded(payload)
            if sample is not None:
                simulation.know(address, Sample(sample.value, simulation.clock.now_ms(), sample.quality, sample.reason))


def _made_up(params: Mapping[str, Any]) -> str:
    """An address for a value when no point matches yet: wildcards are filled in."""
    source = params["route"]["from"]
    text = source if isinstance(source, str) else source[0]
    return ".".join("x" if segment in ("*", "**") else segment for segment in text.replace("/", ".").split("."))


def _decoded(payload: bytes) -> Sample | None:
    try:
        return decode_sample(payload)
    except (ValueError, RecursionError):
        return None
