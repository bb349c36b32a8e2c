"""What the command line does with a routing file without a broker, one tool a file.

A tool's module is loaded when it is asked for: a health check runs every few seconds and needs none of them.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["add_tools"]


def add_tools(verbs: Any) -> None:
    """Put the tools' verbs into a parser."""
    lint = _tool(verbs, "lint", "check a routing file; exit code 1 when there is an error in it")
    lint.add_argument("--json", action="store_true", help="findings as JSON")

    test = _tool(verbs, "test", "run the cases that stand beside the routes; exit code 1 when one fails")
    test.add_argument("--json", action="store_true", help="everything that happened, as JSON")

    explain = _tool(verbs, "explain", "which routes an address takes, which lead to it, and why or why not")
    explain.add_argument("address", metavar="ADDRESS")
    explain.add_argument("--value", metavar="VALUE", help="follow this value (JSON, or a text) step by step")
    explain.add_argument("--quality", choices=("good", "uncertain", "bad"), default="good", help="its quality")
    explain.add_argument("--point", metavar="ADDRESS=VALUE", action="append", default=[],
                         help="what another point has; may be given several times")  # fmt: skip
    explain.add_argument("--at", metavar="TIME", default="", help="at this date and time (ISO 8601); default now")
    explain.add_argument("--json", action="store_true", help="as JSON")

    replay = _tool(verbs, "replay", "run recorded samples against a routing file in virtual time")
    replay.add_argument("recording", metavar="RECORDING", type=Path, help="JSON lines with address or topic, time, "
                        "payload; also as `mosquitto_sub -F %%j` writes them")  # fmt: skip
    replay.add_argument("--against", metavar="OLDFILE", type=Path,
                        help="show only what differs from this file; exit code 1 when anything does")  # fmt: skip
    replay.add_argument("--root", default="smarthome", help="root of the data space in topics; default smarthome")
    replay.add_argument("--fresh", metavar="DURATION", default="3m",
                        help="how long a sample holds that conditions and joins read; default 3m")  # fmt: skip
    replay.add_argument("--json", action="store_true", help="as JSON")

    bench = _tool(verbs, "bench", "CPU time a message costs with this file on this machine, as one line of JSON")
    bench.add_argument("--messages", metavar="N", type=int, default=100_000, help="default 100000")


def _tool(verbs: Any, name: str, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.set_defaults(verb=_run_of(name))
    return parser


def _run_of(name: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        logging.getLogger("dinrail").addHandler(logging.NullHandler())  # a tool says itself what happened
        code: int = import_module(f"{__name__}.{name}").run(arguments)
        return code

    return run
