"""The reference page of the shipped profiles and of the SunSpec models, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from dinrail_modbus.config import PointConfig
from dinrail_modbus.profiles.catalog import Catalog, shipped_names
from dinrail_modbus.profiles.schema import Profile
from dinrail_modbus.sunspec.model import known_models, load_model

__all__ = ["reference"]

_SHORT = {
    "holding_registers": "holding",
    "input_registers": "input",
    "discrete_inputs": "discrete",
    "coils": "coil",
}


def reference() -> str:
    """Every profile: an overview, then its sources, limits and points."""
    catalog = Catalog()
    profiles = {name: catalog.profile(name) for name in shipped_names()}
    lines = ["# Modbus device profiles", "", "`devices[].profile` of an instance. Powers are positive while"]
    lines += [
        "importing (`grid`, `meter`), charging (`battery`) or producing; where a device has it the other way round,"
    ]
    lines += ["the scale is negative. Addresses are those on the wire, counted from 0.", ""]
    lines += ["| profile | vendor | model | kind | points | unit id |", "|---|---|---|---|---|---|"]
    for name, profile in profiles.items():
        header = profile.header
        count = f"{len(profile.points)}{' + SunSpec' if profile.sunspec else ''}" if profile.points else "SunSpec"
        unit = "" if header.unit_id is None else header.unit_id
        lines.append(
            f"| [{name}](#{_anchor(name)}) | {header.vendor} | {header.model} | {header.kind} | {count} | {unit} |"
        )
    lines += ["| `sunspec` | any | any with the SunSpec marker | | from the device | |", "", *_sunspec()]
    for name, profile in profiles.items():
        lines += ["", f'<a id="{_anchor(name)}"></a>', "", f"## {name}", "", *_profile(profile)]
    return "\n".join(lines) + "\n"


def _sunspec() -> Iterator[str]:
    yield "## SunSpec models"
    yield ""
    yield "Facts: the SunSpec Alliance's model definitions, github.com/sunspec/models. Names begin with the prefix; a"
    yield "second model of the same prefix gets `_2`."
    yield ""
    yield "| model | title | prefix |"
    yield "|---|---|---|"
    for number in known_models():
        model = load_model(number)
        if model is not None:
            yield f"| {number} | {model.title} | `{model.prefix}` |"


def _profile(profile: Profile) -> Iterator[str]:
    header, limits = profile.header, profile.limits
    yield f"{header.vendor} {header.model}. {header.notes.strip()}".strip()
    yield ""
    for source in header.sources:
        yield f"- Source: {', '.join(part for part in (source.title, source.version, source.place) if part)}"
    facts = [
        f"order {profile.order}" if profile.points else "",
        f"at most {limits.max_registers} registers a request" if limits.max_registers < 125 else "",
        f"gap {limits.max_gap}",
        f"page {limits.page}" if limits.page else "",
        f"pause {limits.pause:g} s" if limits.pause else "",
        f"{limits.connect_delay:g} s silence after connecting" if limits.connect_delay else "",
        f"time-out {limits.timeout:g} s" if limits.timeout else "",
    ]
    yield f"- Reads with: {', '.join(fact for fact in facts if fact)}"
    if not profile.points:
        return
    yield ""
    yield "| point | table | address | type | scale | unit | |"
    yield "|---|---|---|---|---|---|---|"
    for point in profile.points:
        yield _row(point)


def _row(point: PointConfig) -> str:
    scale = f"{point.scale:g}" if point.scale != 1 else ""
    scale += f" {point.offset:+g}" if point.offset else ""
    kind = f"{point.type}[{point.length}]" if point.length else point.type
    kind += "" if point.bit is None else f" bit {point.bit}"
    notes = [
        point.description,
        ", ".join(f"{raw} {text}" for raw, text in point.texts.items()),
        f"writable {point.min:g} … {point.max:g}" if point.writable and None not in (point.min, point.max) else "",
        point.poll if point.poll != "normal" else "",
    ]
    shown = "; ".join(note for note in notes if note).replace("|", "\\|")
    return f"| `{point.name}` | {_SHORT[point.table]} | {point.address} | {kind} | {scale} | {point.unit} | {shown} |"


def _anchor(name: str) -> str:
    return name.replace("/", "-")
