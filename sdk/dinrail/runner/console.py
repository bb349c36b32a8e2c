"""The console script of an adapter: run (default), describe, check."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dinrail.adapter import Adapter
from dinrail.errors import ConfigError, DinrailError

__all__ = ["main"]

USAGE = """usage: {name} [run | describe | check FILE]

  run       run the instance named by DINRAIL_INSTANCE (default)
  describe  print manifest, schema and locales as JSON
  check     check the configuration in FILE (- for standard input): JSON of the field `config`
"""


def main(adapter_type: type[Adapter[Any]], package: Path | None = None, argv: Sequence[str] | None = None) -> int:
    """Exit code of the verb in `argv`: 0 well, 1 failed, 2 cannot start. `package`: folder of manifest.json."""
    verb, *rest = (sys.argv[1:] if argv is None else list(argv)) or ["run"]
    try:
        return _verb(adapter_type, package, verb, rest)
    except DinrailError as error:
        sys.stderr.write(f"error {_name()}: {error.message}\n")
        return 2


def _verb(adapter_type: type[Adapter[Any]], folder: Path | None, verb: str, rest: list[str]) -> int:
    from dinrail.runner.package import Package  # noqa: PLC0415 - `run` starts as fast as it can

    package = Package(folder) if folder else Package.of(adapter_type)
    match verb, rest:
        case "run", []:
            return _run(adapter_type, package)
        case "describe", []:
            sys.stdout.write(package.describe(adapter_type).decode() + "\n")
            return 0
        case "check", [file]:
            return _check(adapter_type, file)
    wanted = verb in ("-h", "--help", "help")
    (sys.stdout if wanted else sys.stderr).write(USAGE.format(name=_name()))
    return 0 if wanted else 2


def _run(adapter_type: type[Adapter[Any]], package: Any) -> int:
    from dinrail.runner.logtopic import log_to_stderr  # noqa: PLC0415
    from dinrail.runner.runner import AdapterRunner  # noqa: PLC0415
    from dinrail.runner.signals import soft_stop  # noqa: PLC0415
    from dinrail.settings import Settings  # noqa: PLC0415

    settings = Settings.from_env()
    log_to_stderr()

    async def serve() -> None:
        runner = AdapterRunner(adapter_type, package.manifest, settings)
        with soft_stop(asyncio.get_running_loop(), runner.request_stop):
            await runner.run()

    with asyncio.Runner(loop_factory=_loop_factory() if adapter_type.fast_loop else None) as loop:
        loop.run(serve())
    return 0


def _loop_factory() -> Any:
    with contextlib.suppress(ImportError):
        import uvloop  # noqa: PLC0415

        return uvloop.new_event_loop
    return None


def _check(adapter_type: type[Adapter[Any]], file: str) -> int:
    import msgspec  # noqa: PLC0415

    from dinrail.runner.build import build_adapter  # noqa: PLC0415
    from dinrail.runner.context import SilentContext  # noqa: PLC0415
    from dinrail.runner.definition import typed_config  # noqa: PLC0415

    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        config = msgspec.json.decode(text, type=dict[str, Any])
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        raise ConfigError(f"{file}: {error}", key="config_unreadable") from None
    try:
        build_adapter(adapter_type, typed_config(adapter_type.config_type, config, {}), SilentContext("check"))
    except ConfigError as error:
        place = "" if error.message.startswith(error.path) else f"{error.path}: "
        sys.stdout.write(f"{place}{error.message}\n")
        return 1
    return 0


def _name() -> str:
    return Path(sys.argv[0]).name if sys.argv[0].rpartition("/")[2] != "__main__.py" else Path(sys.argv[0]).parent.name
