"""The frame splitter: whatever way bytes are cut, the same packets come out; nonsense ends as Malformed."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mqtt5 import DisconnectPacket, Packet, PingRespPacket, PubAckPacket, PublishPacket, QoS

from dinrail.bus._frames import CHUNK, FrameBuffer, Malformed

LIMIT = 256 * 1024
# The codec panics on text that is not UTF-8 and leaves its UnicodeDecodeError to sys.unraisablehook.
codec_may_panic = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
topics = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="+#\0"), min_size=1, max_size=60)
messages = st.builds(
    lambda topic, payload, ids: PublishPacket(topic, payload, subscription_ids=ids).write(),
    topics,
    st.binary(max_size=300),
    st.lists(st.integers(1, 268_435_455), max_size=3),
)
acknowledgements = st.integers(1, 65535).map(lambda number: PubAckPacket(number).write())
packets = st.lists(
    messages | acknowledgements | st.sampled_from([PingRespPacket().write(), DisconnectPacket().write()]), max_size=20
)


def feed(buffer: FrameBuffer, data: bytes, sizes: list[int]) -> list[Packet]:
    """Hand bytes over in pieces of the given sizes, the rest in pieces as big as the buffer takes."""
    out: list[Packet] = []
    rest = data
    for size in [*sizes, *[len(data)] * (len(data) // CHUNK + 1)]:
        room = buffer.room()
        piece = rest[: min(size, len(room))]
        room[: len(piece)] = piece
        buffer.received(len(piece), out)
        rest = rest[len(piece) :]
    assert not rest
    return out


@given(packets, st.lists(st.integers(1, 50), max_size=200))
def test_packets_come_out_the_same_however_the_bytes_are_cut(stream: list[bytes], sizes: list[int]) -> None:
    assert [packet.write() for packet in feed(FrameBuffer(LIMIT), b"".join(stream), sizes)] == stream


@given(st.integers(1, LIMIT - 20), st.integers(1, CHUNK))
def test_big_packets_arrive_whole_among_small_ones(size: int, first: int) -> None:
    stream = [PublishPacket("a", bytes(size)).write(), PubAckPacket(7).write(), PublishPacket("b", b"x").write()]
    received = feed(FrameBuffer(LIMIT), b"".join(stream), [first])
    assert [packet.write() for packet in received] == stream


@given(st.integers(1, 64), st.integers(1, 2000))
def test_a_packet_above_the_limit_is_refused_before_it_is_buffered(limit: int, excess: int) -> None:
    data = PublishPacket("a", bytes(limit + excess)).write()
    with pytest.raises(Malformed, match="more than"):
        feed(FrameBuffer(limit), data, [])
    with pytest.raises(Malformed, match="more than"):
        feed(FrameBuffer(limit), data[:4], [1, 1, 1, 1])


@codec_may_panic
@given(packets, st.binary(min_size=1, max_size=400), st.lists(st.integers(1, 40), max_size=30))
def test_nonsense_never_ends_in_anything_but_malformed(before: list[bytes], junk: bytes, sizes: list[int]) -> None:
    with contextlib.suppress(Malformed):
        feed(FrameBuffer(LIMIT), b"".join(before) + junk, sizes)


def test_packets_before_the_bad_one_are_delivered() -> None:
    good, out = PublishPacket("a", b"1").write(), list[Packet]()
    buffer = FrameBuffer(LIMIT)
    data = good + good + b"\x00\x00"
    buffer.room()[: len(data)] = data
    with pytest.raises(Malformed):
        buffer.received(len(data), out)
    assert [packet.write() for packet in out] == [good, good]


@codec_may_panic
@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x00",  # no such packet type
        b"\x30\xff\xff\xff\xff\x01",  # a length of five bytes
        b"\x30\xff\xff\xff\x7f",  # 256 MiB announced
        b"\x36\x05\x00\x01a\x00\x00",  # QoS 3
        b"\x30\x04\x00\x01\xff\x00",  # topic that is not UTF-8: the codec panics
        b"\x30\x04\x00\x09a\x00",  # topic longer than its packet
        b"\x30\x00",  # no topic at all
        b"\xd0\x01\x00",  # PINGRESP with content
        b"\x30\x06\x00\x01a\x02\x0b\x00",  # subscription identifier 0
    ],
)
def test_what_is_not_mqtt_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        feed(FrameBuffer(LIMIT), data, [])


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x40\x03\x00\x07\x95", 128),  # PUBACK 0x95, Mosquitto's answer to message_size_limit
        (b"\xe0\x01\xab", 128),  # DISCONNECT
        (b"\x90\x04\x00\x07\x00\xab", None),  # SUBACK
        (b"\x20\x02\x00\x01", 132),  # CONNACK of a broker before MQTT 5: wrong version
        (b"\x20\x02\x00\x05", 128),
        (b"\x20\x03\x00\xab\x00", 128),
    ],
)
def test_a_refusal_with_an_unknown_code_is_still_a_refusal(frame: bytes, code: int | None) -> None:
    (packet,) = feed(FrameBuffer(LIMIT), frame, [])
    codes = getattr(packet, "reason_codes", None) or [getattr(packet, "reason_code", None)]
    assert [int(one) for one in codes if one is not None] == [code or 128]


def test_qos_2_is_told_apart_from_qos_1() -> None:
    data = PublishPacket("a", b"", qos=QoS.EXACTLY_ONCE, packet_id=3).write()
    (packet,) = feed(FrameBuffer(LIMIT), data, [])
    assert isinstance(packet, PublishPacket)
    assert packet.qos is QoS.EXACTLY_ONCE
