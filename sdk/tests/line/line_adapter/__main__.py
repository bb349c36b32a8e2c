"""`python -m line_adapter`, or a misbehaving variant of it by LINE_MUTANT."""

from __future__ import annotations

import os
import sys

from dinrail.runner import main as run_main
from line_adapter.adapter import LineAdapter


def main() -> int:
    """Run the adapter, or the mutant that LINE_MUTANT names."""
    mutant = os.environ.get("LINE_MUTANT")
    if mutant:
        from line_adapter.mutants import MUTANTS
        from line_adapter.sabotage import SABOTAGE

        if mutant in SABOTAGE:
            SABOTAGE[mutant]()
        return run_main(MUTANTS.get(mutant, LineAdapter))
    return run_main(LineAdapter)


if __name__ == "__main__":
    sys.exit(main())
