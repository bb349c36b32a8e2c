"""Whatever arrives, the target goes on serving the others."""

from __future__ import annotations

import asyncio
import random
import struct
from contextlib import suppress

import pytest

from dinrail_ads.sim import Simulator
from dinrail_ads.wire.ams import AmsAddress, AmsFrame, FrameError, FrameReader
from raw_ads import RawClient

GROUPS = (0x4040, 0x4041, 0x4021, *range(0xF000, 0xF020), *range(0xF080, 0xF087), 0xF100, 0xFFFFFFFF)


@pytest.mark.parametrize("seed", range(20))
async def test_random_bytes_lose_only_their_own_connection(sim: Simulator, client: RawClient, seed: int) -> None:
    noise = random.Random(seed)
    for _ in range(20):
        async with RawClient(sim.port) as stranger:
            start = b"\0\0" + noise.randbytes(1) + bytes(3) if noise.random() < 0.5 else b""
            stranger.writer.write(start + noise.randbytes(noise.randrange(1, 300)))
            stranger.writer.write_eof()
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await stranger._frame()
    assert (await client.request(4)).result == 0


@pytest.mark.parametrize("seed", range(20))
async def test_random_payloads_are_answered(client: RawClient, seed: int) -> None:
    noise = random.Random(seed)
    for _ in range(60):
        command = noise.choice((1, 2, 3, 4, 5, 6, 7, 9, 10, 77))
        numbers = [
            noise.choice((0, 1, 4, 40, 0xF005, 0x5F000, noise.getrandbits(32))) for _ in range(noise.randrange(6))
        ]
        data = b"".join(struct.pack("<I", number) for number in [noise.choice(GROUPS), *numbers])
        answer = await client.request(
            command, data + noise.randbytes(noise.randrange(60)), ams_port=noise.choice((851, 10000))
        )
        assert answer.command == command
    assert (await client.exchange(0xF004, 0, 4, b"MAIN.fC\0")).result == 0


@pytest.mark.parametrize("seed", range(20))
def test_the_reader_finds_frames_in_any_pieces(seed: int) -> None:
    noise = random.Random(seed)
    frames = [
        AmsFrame(
            AmsAddress(noise.randbytes(6), noise.getrandbits(16)),
            AmsAddress(noise.randbytes(6), noise.getrandbits(16)),
            noise.getrandbits(16),
            noise.getrandbits(16),
            noise.getrandbits(32),
            noise.getrandbits(32),
            noise.randbytes(noise.randrange(200)),
        )
        for _ in range(10)
    ]
    stream, reader, found = b"".join(frame.encode() for frame in frames), FrameReader(), []
    while stream:
        size = noise.randrange(1, 100)
        found += reader.feed(stream[:size])
        stream = stream[size:]
    assert found == frames


@pytest.mark.parametrize("seed", range(50))
def test_the_reader_refuses_noise_or_waits(seed: int) -> None:
    noise = random.Random(seed)
    with suppress(FrameError):
        assert list(FrameReader().feed(b"\0\0" + noise.randbytes(2) + b"\0\0" + noise.randbytes(100))) == []


@pytest.mark.parametrize(
    "head", ["01 00 20 00 00 00", "00 00 1F 00 00 00", "00 00 00 00 00 00", "00 00 FF FF FF FF", "48 54 54 50 2F 31"]
)
def test_the_reader_refuses_at_once_what_cannot_be_a_header(head: str) -> None:
    with pytest.raises(FrameError):
        list(FrameReader().feed(bytes.fromhex(head)))


def test_the_reader_refuses_a_length_that_contradicts_itself() -> None:
    source = AmsAddress(bytes(6), 1)
    frame = bytearray(AmsFrame(source, source, 4, 4, 0, 1, b"abcd").encode())
    frame[26] = 5
    with pytest.raises(FrameError):
        list(FrameReader().feed(bytes(frame)))
