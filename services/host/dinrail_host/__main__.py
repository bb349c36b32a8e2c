"""`dinrail-host`: run, describe, check."""

from __future__ import annotations

import sys

from dinrail.runner import main as run_main
from dinrail_host.adapter import HostAdapter

__all__ = ["main"]


def main() -> int:
    """Entry point of the console script."""
    return run_main(HostAdapter)


if __name__ == "__main__":
    sys.exit(main())
