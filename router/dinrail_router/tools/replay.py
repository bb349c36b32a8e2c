"""`dinrail-router replay FILE RECORDING`: recorded samples against an edited file, in virtual time."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from dinrail.names import Topics
from dinrail_router.cases.start import zone_of
from dinrail_router.durations import seconds
from dinrail_router.report import RouteCounters
from dinrail_router.schedule import Place
from dinrail_router.simulation import Result
from dinrail_router.tools.opened import print_json, print_lines, usable
from dinrail_router.tools.recorded import Recording, read_recording
from dinrail_router.tools.replayed import Replayed, changes, play
from dinrail_router.tools.words import printable, shown, spoken

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 for an error in a file, and when results differ from those of another one."""
    fresh = seconds(arguments.fresh)
    recording = read_recording(arguments.recording, Topics(arguments.root))
    new = usable(arguments)
    old = usable(arguments, arguments.against) if arguments.against is not None else None
    if new is None or (old is None and arguments.against is not None):
        return 1
    replayed = play(recording.samples, new.compiled.plans, fresh)
    about = _about(recording, replayed)
    if old is None:
        if arguments.json:
            print_json({"recording": about, **msgspec.to_builtins(replayed)})
        else:
            print_lines(_head(arguments.recording.name, recording, about, new.compiled.place))
            print_lines(_line(" ", result) for result in replayed.results)
            print_lines(_table(replayed.routes))
        return 0
    before = play(recording.samples, old.compiled.plans, fresh)
    found = changes(before.results, replayed.results)
    same = len(replayed.results) - sum(change.only == "new" for change in found)
    if arguments.json:
        routes = {"old": before.routes, "routes": replayed.routes}
        print_json({"recording": about, "same": same, "changes": found, **routes})
    else:
        print_lines(_head(arguments.recording.name, recording, about, new.compiled.place))
        print_lines(_line("-" if change.only == "old" else "+", change.result) for change in found)
        print_lines(_summary(same, found, str(old.path), str(new.path)))
    return 1 if found else 0


def _about(recording: Recording, replayed: Replayed) -> dict[str, Any]:
    samples = recording.samples
    return {
        "samples": len(samples),
        "points": len({recorded.address for recorded in samples}),
        "from": samples[0].at,
        "to": samples[-1].at,
        "others": recording.others,
        "recalculated": replayed.recalculated,
        "malformed": recording.malformed,
    }


def _head(name: str, recording: Recording, about: dict[str, Any], place: Place) -> Iterator[str]:
    began = datetime.fromtimestamp(about["from"] / 1000, zone_of(place)).isoformat(" ", "seconds")
    span = spoken((about["to"] - about["from"]) / 1000)
    yield f"{name}: {about['samples']} samples of {about['points']} points, {span} from {began}"
    if about["others"]:
        yield f"  {about['others']} messages are no samples"
    if about["recalculated"]:
        yield f"  {about['recalculated']} samples are of points that the routes calculate anew"
    for each in recording.malformed[:3]:
        yield f"  line {each.line} is no sample: {printable(each.why)}"
    if len(recording.malformed) > 3:
        yield f"  … {len(recording.malformed) - 3} more"


def _line(mark: str, result: Result) -> str:
    quality = f" ({result.quality})" if result.quality != "good" else ""
    return f"{mark} {spoken(result.at):>9}  {result.to} = {shown(result.value)}{quality}  by route {result.route}"


def _table(routes: Iterable[RouteCounters]) -> Iterator[str]:
    heads = ("route", "received", "delivered", "pending", "filtered", "dropped")
    rows = [heads, *(_row(route) for route in routes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows:
        yield "  ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)).rstrip()


def _row(route: RouteCounters) -> tuple[str, ...]:
    label = f"{route.id} (back)" if route.back else route.id
    counts = (str(route.received), str(route.delivered), str(route.pending))
    return (label, *counts, _reasons(route.filtered), _reasons(route.dropped))


def _reasons(counts: dict[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in counts.items()) or "–"


def _summary(same: int, found: Sequence[Any], old: str, new: str) -> Iterator[str]:
    only_old = sum(change.only == "old" for change in found)
    yield f"{same} results are the same, {only_old} only with {old}, {len(found) - only_old} only with {new}"
