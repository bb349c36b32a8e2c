"""What only Windows knows: priority classes, console events and job objects.

A job ends all its processes when its last handle is closed, that is: with the gateway, however it ends. The
decisions here are tested; the calls into the system were never run by the project's tests, which have no Windows.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from dinrail_gateway.runtime.process.table import Identity, birth

__all__ = [
    "cap",
    "creation_flags",
    "end",
    "end_group",
    "ended",
    "hold",
    "lower",
    "priority_class",
    "release",
    "soft_stop",
    "spawn",
]

CREATE_NEW_PROCESS_GROUP = 0x0200
CREATE_NO_WINDOW = 0x0800_0000
BELOW_NORMAL = 0x4000
NORMAL = 0x20
IDLE = 0x40
KILL_ON_JOB_CLOSE = 0x2000
EXTENDED_LIMITS = 9
_jobs: dict[int, Any] = {}


def priority_class(nice: int) -> int:
    """The class that comes nearest to a nice value."""
    if nice >= 15:
        return IDLE
    return BELOW_NORMAL if nice >= 5 else NORMAL


def creation_flags() -> int:
    """A group of its own takes a console event without the gateway hearing it; no window pops up."""
    return CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW


def spawn(command: list[str], env: dict[str, str], folder: Path, output: int) -> subprocess.Popen[bytes]:
    """Start a program inside a job object (blocking)."""
    process = subprocess.Popen(  # noqa: S603 - a program of ours, no shell
        command,
        env=env,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        close_fds=True,
        creationflags=creation_flags(),
    )
    if sys.platform == "win32":
        _jobs[process.pid] = _job(int(process._handle))  # noqa: SLF001 - the handle is offered nowhere else
    return process


def lower(pid: int, nice: int, oom_score: int = 0) -> None:  # noqa: ARG001 - the door is one for all systems
    """Let others go first; no process is chosen to go when memory is short."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process(pid).nice(priority_class(nice))


def cap(pid: int) -> None:
    """Nothing: the guard watches what Linux's kernel would."""


def soft_stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, as Ctrl-Break does."""
    with contextlib.suppress(OSError, ValueError):
        process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))


def end_group(pid: int) -> None:
    """End everything in the job."""
    job = _jobs.pop(pid, None)
    if sys.platform == "win32" and job is not None:
        import ctypes  # noqa: PLC0415

        kernel = ctypes.windll.kernel32
        kernel.TerminateJobObject(job, 1)
        kernel.CloseHandle(job)


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended; our handle keeps its pid from being another's."""
    return process.poll() is not None


def hold(member: Identity) -> None:
    """Let it not run until `release`."""
    with contextlib.suppress(psutil.Error, OSError):
        _process(member).suspend()


def release(member: Identity) -> None:
    """Let it run again."""
    with contextlib.suppress(psutil.Error, OSError):
        _process(member).resume()


def end(member: Identity) -> None:
    """End it by force."""
    with contextlib.suppress(psutil.Error, OSError):
        _process(member).kill()


def _process(member: Identity) -> psutil.Process:
    """Exactly this process; psutil itself refuses one whose pid was used again since."""
    process = psutil.Process(member[0])
    if birth(member[0]) != member[1]:
        raise psutil.NoSuchProcess(member[0])
    return process


def _job(process: int) -> Any:
    """A job object with this process in it; None where the system refuses one."""
    import ctypes  # noqa: PLC0415

    kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION: 144 bytes on 64-bit Windows, LimitFlags at offset 16.
    limits = bytearray(144)
    limits[16:20] = KILL_ON_JOB_CLOSE.to_bytes(4, "little")
    buffer = (ctypes.c_char * len(limits)).from_buffer(limits)
    if not job.value or not kernel.SetInformationJobObject(job, EXTENDED_LIMITS, buffer, len(limits)):
        return None
    if not kernel.AssignProcessToJobObject(job, ctypes.c_void_p(process)):
        return None
    return job
