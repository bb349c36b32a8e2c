"""What the tests of a service or plugin share lies in its `tests/rig`; none has to be named anywhere."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent
RIGS = [*ROOT.glob("services/*/tests/rig"), *ROOT.glob("plugins/*/tests/rig")]
sys.path[:0] = [str(folder) for folder in sorted(RIGS)]
