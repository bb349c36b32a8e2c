"""A library that hangs: the adapter asks for the end of its own process, nothing else waits for it."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from dinrail.errors import Timeout
from dinrail_ads import adapter as adapter_module
from dinrail_ads import client


async def test_a_thread_that_hangs_inside_the_library_ends_the_process(rig, plc, monkeypatch):
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(adapter_module.os, "kill", lambda pid, number: killed.append((pid, number)))
    monkeypatch.setattr(client, "STUCK_S", 0.3)
    rail = rig("MAIN.**")
    await rail.open()
    transport = rail.adapter.runtimes[0].transport
    release = threading.Event()
    with pytest.raises(Timeout) as caught:
        await transport._worker.call(release.wait)
    assert caught.value.reason.key == "ads_library_stuck"
    assert killed == [(os.getpid(), signal.SIGTERM)]
    release.set()


async def test_closing_does_not_wait_for_a_thread_that_hangs(rig, plc, monkeypatch):
    monkeypatch.setattr(client, "CLOSE_S", 0.2)
    rail = rig("MAIN.**")
    await rail.open()
    release = threading.Event()
    transport = rail.adapter.runtimes[0].transport
    transport._worker._jobs.put(release.wait)
    await rail.adapter.close()
    release.set()
