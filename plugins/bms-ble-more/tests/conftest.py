"""Where the tests find the link they read over."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "rig"))
