"""`dinrail-historian`: run, describe, check."""

from __future__ import annotations

import sys

from dinrail.runner import main as run_main
from dinrail_historian.adapter import HistorianAdapter

__all__ = ["main"]


def main() -> int:
    """Entry point of the console script."""
    return run_main(HistorianAdapter)


if __name__ == "__main__":
    sys.exit(main())
