"""An unmodified pyads client in a process of its own, so that nothing it does can harm the tests."""

from __future__ import annotations

import asyncio
import json
import sys
import textwrap
from typing import Any

__all__ = ["run_pyads"]

PRELUDE = """
import json, sys, time
import pyads
plc = pyads.Connection("127.0.0.1.1.1", {ams_port}, "127.0.0.1:{port}")
plc.open()
plc.set_timeout(3000)
result = None
try:
    {body}
finally:
    plc.close()
print("\\n" + json.dumps(result))
"""


async def run_pyads(port: int, body: str, ams_port: int = 851) -> Any:
    """Run statements that find an open connection `plc` and set `result`; their failure is raised here."""
    indented = textwrap.indent(textwrap.dedent(body).strip(), "    ").lstrip()
    source = PRELUDE.format(port=port, ams_port=ams_port, body=indented)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", source, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, complaints = await asyncio.wait_for(process.communicate(), 30)
    if process.returncode != 0:
        raise AssertionError(f"pyads ended with {process.returncode}:\n{complaints.decode(errors='replace')}")
    return json.loads(output.decode().rstrip().rsplit("\n", 1)[-1])
