"""`python -m dinrail_router`."""

import sys

from dinrail_router.cli import main

sys.exit(main())
