"""Writes what pipelines and conditions are made of, as the router tells it: `python dev/language.py > dev/mock/routes/language.json`."""

from __future__ import annotations

import json
import sys

from dinrail_router.language import language


def main() -> None:
    sys.stdout.write(json.dumps(language(), ensure_ascii=False, indent=1) + "\n")


main()
