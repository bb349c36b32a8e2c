"""Cases that stand beside the routes of a file: samples given, results expected, run in virtual time.

entry: as they stand in the file; checks: what is wrong with them; run: one of them in virtual time.
"""

from __future__ import annotations

from dinrail_router.cases.entry import Case, Expected, Given

__all__ = ["Case", "Expected", "Given"]
