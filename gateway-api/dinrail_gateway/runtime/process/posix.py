"""What only Linux knows: sessions, signals, nice values and the kernel's own limits."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from dinrail_gateway.runtime.process.table import Identity, birth

__all__ = ["cap", "end", "end_group", "ended", "hold", "lower", "release", "soft_stop", "spawn"]

_LAUNCH = str(Path(__file__).with_name("launch.py"))
NOFILE = (1024, 4096)
NPROC_ROOM = 4096


def spawn(command: list[str], env: dict[str, str], folder: Path, output: int) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own; it ends when the calling thread does (blocking)."""
    # -I -S: the launcher is a guest for some milliseconds and needs nothing of ours.
    words = [sys.executable, "-I", "-S", _LAUNCH, str(os.getpid()), *command]
    return subprocess.Popen(  # noqa: S603 - a program of ours, no shell
        words,
        env=env,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        close_fds=True,
    )


def lower(pid: int, nice: int, oom_score: int = 0) -> None:
    """Let others go first, and be the sooner gone when memory is short; what is not allowed stays as it is."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process(pid).nice(nice)
    if oom_score:
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/oom_score_adj").write_text(str(oom_score))


def cap(pid: int) -> None:
    """Limits the kernel keeps by itself: open files, no core dumps, and a brake on what forks faster than we look.

    The brake counts everything of this user (and not for root), so it leaves room for what others begin later.
    """
    if sys.platform == "linux":
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            process = psutil.Process(pid)
            hard = process.rlimit(psutil.RLIMIT_NPROC)[1]
            room = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2]) + NPROC_ROOM
            process.rlimit(psutil.RLIMIT_NPROC, (room if hard < 0 else min(room, hard), hard))
            process.rlimit(psutil.RLIMIT_NOFILE, NOFILE)
            process.rlimit(psutil.RLIMIT_CORE, (0, 0))


def soft_stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; one that was waited for has lost its pid to anybody."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process.pid, signal.SIGTERM)


def end_group(pid: int) -> None:
    """End the whole group a run began as: at one stroke, so that nothing forks away meanwhile."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended; it stays a zombie, so that its pid is nobody else's until `wait`."""
    if process.returncode is not None:
        return True
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def hold(member: Identity) -> None:
    """Let it not run until `release`."""
    _send(member, signal.SIGSTOP)


def release(member: Identity) -> None:
    """Let it run again."""
    _send(member, signal.SIGCONT)


def end(member: Identity) -> None:
    """End it by force."""
    _send(member, signal.SIGKILL)


def _send(member: Identity, number: int) -> None:
    """A signal to exactly this process: what a descriptor stands for is never another one."""
    with contextlib.suppress(OSError):
        descriptor = os.pidfd_open(member[0])
        try:
            if birth(member[0]) == member[1]:
                signal.pidfd_send_signal(descriptor, number)
        finally:
            os.close(descriptor)
