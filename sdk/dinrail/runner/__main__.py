"""`python -m dinrail.runner TYPE [run | describe | check FILE]`: an installed adapter type by its name."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

from dinrail.runner.console import main as run_main

__all__ = ["GROUP", "main"]

GROUP = "dinrail.adapters"


def main() -> int:
    """Exit code of the adapter's console script; 2 when no such type is installed."""
    name, *rest = sys.argv[1:] or [""]
    found = list(entry_points(group=GROUP, name=name))
    if len(found) != 1:
        known = ", ".join(sorted(entry_points(group=GROUP).names)) or "none"
        sys.stderr.write(f"error dinrail: no adapter type {name!r} is installed; there is: {known}\n")
        return 2
    return run_main(found[0].load(), argv=rest)


if __name__ == "__main__":
    sys.exit(main())
