"""Decodes frames by hand.

python -m dinrail.bms types
python -m dinrail.bms decode --type TYPE [--key HEX] [--invert-current] HEX…

HEX is what the device sent, in pieces of any size; on a CAN bus frames as candump writes them (`355#6400`).
Lines of VE.Direct may be given as they are (`:78DED006D0A5D`).
Prints the record as JSON; ends with status 2 and the reason on standard error when frames must be rejected.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import msgspec

from dinrail.bms.can import CANParser, parse_candump
from dinrail.bms.data import BMSData
from dinrail.bms.errors import FrameRejected, Incomplete
from dinrail.bms.guard import Guard
from dinrail.bms.parser import BMSParser, Frame, Options
from dinrail.bms.plugins import make, types
from dinrail.errors import DinrailError

__all__ = ["decode", "main"]

REJECTED = 2
SHOWN = (
    *("voltage", "current", "soc", "soh", "capacity_ah", "remaining_ah", "cycles"),
    *("cell_voltages", "temperatures", "alarms"),
)


def decode(parser: BMSParser, texts: Sequence[str]) -> BMSData:
    """Record of frames in text form; raises FrameRejected, Incomplete."""
    frames = _can_frames(parser, texts) if isinstance(parser, CANParser) else _stream_frames(parser, texts)
    if parser.counters.first is not None:
        raise parser.counters.first
    if not frames:
        raise Incomplete(f"no frame of {parser.type} in it, {parser.counters.skipped_bytes} bytes skipped")
    return parser.decode(frames)


def _can_frames(parser: CANParser, texts: Sequence[str]) -> list[Frame]:
    return [frame for text in texts for frame in parser.feed_can(parse_candump(text))]


def _stream_frames(parser: BMSParser, texts: Sequence[str]) -> list[Frame]:
    try:
        data = [f"{text.strip()}\n".encode() if text.startswith(":") else bytes.fromhex(text) for text in texts]
    except ValueError:
        raise FrameRejected("length", "not pairs of hex digits") from None
    return [frame for part in data for frame in parser.feed(part)] + parser.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0, or 2 for what is rejected."""
    reader = argparse.ArgumentParser("python -m dinrail.bms", description="Decodes what batteries say.")
    commands = reader.add_subparsers(dest="command", required=True)
    commands.add_parser("types", help="names of all types")
    command = commands.add_parser("decode", help="print the record of frames as JSON")
    command.add_argument("--type", required=True, help="type of the battery, as daly-a5")
    command.add_argument("--key", default="", help="key of encrypted types, hex digits")
    command.add_argument("--invert-current", action="store_true", help="the firmware counts the other way round")
    command.add_argument("frames", nargs="+", metavar="HEX", help="bytes, or CAN frames as 355#6400")
    chosen = reader.parse_args(arguments)
    if chosen.command == "types":
        sys.stdout.write("\n".join([*types(), ""]))
        return 0
    try:
        parser = make(chosen.type, Options(key=chosen.key, invert_current=chosen.invert_current))
        data = decode(parser, chosen.frames)
    except DinrailError as error:
        sys.stderr.write(f"{error}\n")
        return REJECTED
    guard = Guard()
    if guard.admit(data) is None and guard.reason:
        sys.stderr.write(f"implausible, an adapter would withhold it: {guard.reason.message}\n")
    sys.stdout.write(msgspec.json.encode({name: getattr(data, name) for name in SHOWN}).decode() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
