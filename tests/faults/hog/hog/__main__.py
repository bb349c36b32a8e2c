"""Run or describe it, with the pacing of the SDK broken: otherwise it could not flood."""

from __future__ import annotations

import sys

from dinrail.runner import main, outlet
from dinrail.runner.pacing import TokenBucket
from hog.adapter import Hog


class Unpaced(TokenBucket):
    """The bug: there is always a token."""

    def take(self) -> bool:
        """Yes."""
        return True


if __name__ == "__main__":
    outlet.TokenBucket = Unpaced  # type: ignore[misc]
    sys.exit(main(Hog))
