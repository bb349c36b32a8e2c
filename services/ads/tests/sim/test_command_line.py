"""`dinrail-ads-sim` as a process."""

from __future__ import annotations

import asyncio
import re
import signal
import sys

import pytest

from dinrail_ads.sim.__main__ import main
from raw_ads import RawClient


@pytest.mark.parametrize(
    ("arguments", "net_id"),
    [(["--program", "garage", "--net-id", "127.0.0.1.1.1"], "127.0.0.1.1.1"), (["--program", "keller", "garage"], "")],
)
async def test_serves_until_it_is_told_to_end(arguments: list[str], net_id: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dinrail_ads.sim", "--port", "0", *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    found = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+), NetId ([\d.]+)\n", line)
    assert found is not None
    assert net_id in found[2]
    async with RawClient(int(found[1])) as client:
        assert (await client.request(4)).result == 0
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0


@pytest.mark.parametrize("net_id", ["1.2.3.4", "1.2.3.4.5.256", "x"])
def test_a_wrong_net_id_is_named(net_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--net-id", net_id])
    assert "NetId" in capsys.readouterr().err


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", "192.0.2.1", "--port", "1"]) == 1
    assert "cannot listen on 192.0.2.1:1" in capsys.readouterr().err
