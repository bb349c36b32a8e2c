"""Runs adapters, and what other parts share of that: their presence on the bus.

def main() -> int:
    return dinrail.runner.main(ModbusAdapter)
"""

from typing import TYPE_CHECKING, Any

from dinrail.runner.console import main

if TYPE_CHECKING:
    from dinrail.runner.logtopic import log_to_stderr
    from dinrail.runner.presence import Presence
    from dinrail.runner.runner import AdapterRunner
    from dinrail.runner.signals import soft_stop

__all__ = ["AdapterRunner", "Presence", "log_to_stderr", "main", "soft_stop"]

_HOMES = {"AdapterRunner": "runner", "Presence": "presence", "log_to_stderr": "logtopic", "soft_stop": "signals"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module  # noqa: PLC0415 - `describe` needs none of these

    return getattr(import_module(f"dinrail.runner.{_HOMES[name]}"), name)
