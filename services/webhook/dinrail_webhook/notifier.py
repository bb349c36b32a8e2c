"""Says notifications through a process that is there only as long."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys

import msgspec

from dinrail.reason import Reason
from dinrail_webhook.notify import Job, Verdict
from dinrail_webhook.outcome import Outcome

__all__ = ["Notifier"]

LIMIT_S = 45.0
KEPT = ("PATH", "PYTHONPATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


class Notifier:
    """One at a time, so that memory stays small."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def say(self, job: Job) -> Outcome:
        """How it ended."""
        async with self._turn:
            try:
                out = await self._run(msgspec.json.encode(job))
                verdict = msgspec.json.decode(out, type=Verdict)
            except TimeoutError:
                message = f"no answer within {LIMIT_S:g} s"
                return Outcome(Reason("receiver_silent", {"seconds": LIMIT_S}, message))
            except (OSError, msgspec.DecodeError):
                return Outcome(Reason("notification_failed", {}, "the program that says it failed"))
        return _outcome(verdict)

    async def _run(self, job: bytes) -> bytes:
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dinrail_webhook.notify"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment | {"HOME": "/tmp", "MALLOC_ARENA_MAX": "1"},  # noqa: S108 - it keeps nothing
        )
        try:
            async with asyncio.timeout(LIMIT_S):
                out, _ = await process.communicate(job)
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return out


def _outcome(verdict: Verdict) -> Outcome:
    if not verdict.key:
        return Outcome()
    permanent = verdict.key in ("target_private", "notification_url_invalid")
    told = f" ({verdict.status})" if verdict.status else ""
    return Outcome(
        Reason(verdict.key, {"status": verdict.status, "host": ""}, f"{verdict.key}{told}"),
        again=not permanent,
        status=verdict.status,
    )
