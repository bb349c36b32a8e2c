"""Becomes an instance's program after asking the kernel to end it with the gateway.

Run by its path in an interpreter without site packages: `launch.py GATEWAY-PID PROGRAM [ARGUMENT…]`. In place of
a hook between fork and exec, which may lock up in a parent with threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
NOT_FOUND = 127


def main() -> None:
    """Never returns."""
    gateway, command = int(sys.argv[1]), sys.argv[2:]
    # SIGKILL: a process that is being held back (SIGSTOP) takes nothing else.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != gateway:
        os._exit(1)  # it died before we asked
    try:
        os.execv(command[0], command)  # noqa: S606 - a program of ours, no shell
    except OSError as error:
        sys.stderr.write(f"error launch: {command[0]}: {error.strerror}\n")
        sys.stderr.flush()
        os._exit(NOT_FOUND)


if __name__ == "__main__":
    main()
