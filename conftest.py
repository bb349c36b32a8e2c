"""What the tests of a service share lies in its `tests/rig`; no service has to be named anywhere."""

import sys
from pathlib import Path

sys.path[:0] = [str(folder) for folder in sorted(Path(__file__).parent.glob("services/*/tests/rig"))]
