# ruff: noqa: S101 - these are tests
"""What every parser of batteries has to stand, whoever wrote it.

A plugin's test names its parser and what was recorded:

    class TestJbd(ParserBattery):
        parser = Jbd
        recordings = (Recording(source="…", frames=(bytes.fromhex("DD03…"),), expected={"voltage": 15.6}),)
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinrail.bms import Advertisement, BMSData, BMSParser, Frame, Options
from dinrail.bms.alarms import words
from dinrail.bms.plugins import load
from dinrail.errors import DinrailError

__all__ = ["ParserBattery", "Recording"]

MTU = 20
# One test method runs for every parser's class.
QUIET = (HealthCheck.differing_executors, HealthCheck.too_slow)
OF_STREAMS = (
    "test_every_split_gives_the_same",
    "test_junk_between_frames_costs_nothing",
    "test_replies_glued_to_each_other_are_separated",
    "test_half_a_frame_is_counted",
)
OF_CHECKED = ("test_damaged_byte_never_gets_through", "test_half_a_frame_is_counted")
SETTINGS = settings(deadline=None, max_examples=150, suppress_health_check=QUIET)


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """Replies as they were on the wire, one entry per frame, and what they mean.

    source: where they are from, repository and file or issue; expected: attributes of BMSData, floats within 1e-9.
    """

    source: str
    frames: tuple[bytes, ...]
    expected: dict[str, Any]
    options: Options = Options()


class ParserBattery:
    """Tests of one parser; subclasses set `parser` and `recordings` and may turn off what does not apply."""

    parser: ClassVar[type[BMSParser]]
    recordings: ClassVar[tuple[Recording, ...]]
    streams: ClassVar[bool] = True
    """The bytes are a stream; False where each `feed` is a whole message."""
    checked: ClassVar[bool] = True
    """A frame protects itself; False where the bus does, as CAN."""
    unprotected: ClassVar[frozenset[int]] = frozenset()
    """Offsets within a frame that no checksum covers."""
    junk: ClassVar[tuple[bytes, ...]] = (b"AT\r\n", b"\x00" * 7, b"OK")

    def __init_subclass__(cls) -> None:
        """Leaves out the tests of what a parser does not have."""
        gone = ({*OF_STREAMS} if not cls.streams else set()) | ({*OF_CHECKED} if not cls.checked else set())
        for name in gone:
            setattr(cls, name, None)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Runs a test once per recording, and per position where it asks for one."""
        if "recording" in metafunc.fixturenames:
            names = [f"{at}-{one.source}" for at, one in enumerate(self.recordings)]
            metafunc.parametrize("recording", self.recordings, ids=names)

    def make(self, recording: Recording) -> BMSParser:
        """A new parser for a recording."""
        return self.parser(recording.options)

    def read(self, recording: Recording, *parts: bytes) -> tuple[list[Frame], BMSParser]:
        """Frames of bytes in pieces, and the parser they went through."""
        parser = self.make(recording)
        return [frame for part in parts for frame in parser.feed(part)] + parser.flush(), parser

    def whole(self, recording: Recording) -> list[Frame]:
        """Frames of a recording that arrives frame by frame."""
        frames, parser = self.read(recording, *recording.frames)
        assert parser.counters.last is None
        return frames

    def test_recording_means_what_it_says(self, recording: Recording) -> None:
        """The record has the expected values."""
        data = self.make(recording).decode(self.whole(recording))
        found = _plain({name: getattr(data, name) for name in recording.expected})
        wanted = _plain(recording.expected)
        assert {name: value for name, value in found.items() if value != _close(wanted[name])} == {}

    def test_every_split_gives_the_same(self, recording: Recording) -> None:
        """A reply cut anywhere, in bytes, and in packets of the smallest MTU."""
        expected, stream = self.whole(recording), b"".join(recording.frames)
        for cut in range(len(stream) + 1):
            assert self.read(recording, stream[:cut], stream[cut:])[0] == expected
        for size in (1, MTU):
            parts = [stream[at : at + size] for at in range(0, len(stream), size)]
            assert self.read(recording, *parts)[0] == expected

    def test_junk_between_frames_costs_nothing(self, recording: Recording) -> None:
        """Modules inject messages of their own before, between and behind replies."""
        for junk in self.junk:
            laced = junk + junk.join(recording.frames) + junk
            frames, parser = self.read(recording, laced)
            assert frames == self.whole(recording)
            assert parser.counters.last is None or not self.checked

    def test_replies_glued_to_each_other_are_separated(self, recording: Recording) -> None:
        """A late reply and the next one in the same packet."""
        assert self.read(recording, b"".join(recording.frames) * 2)[0] == self.whole(recording) * 2

    def test_damaged_byte_never_gets_through(self, recording: Recording) -> None:
        """No frame with one wrong byte is handed on; the frame behind it is."""
        for raw in recording.frames:
            expected = self.read(recording, raw)[0]
            for at in set(range(len(raw))) - self.unprotected:
                damaged = raw[:at] + bytes([raw[at] ^ 0x5A]) + raw[at + 1 :]
                frames, parser = self.read(recording, damaged)
                assert frames == []
                parser.feed(damaged)
                assert parser.feed(raw) + parser.flush() == expected

    def test_half_a_frame_is_counted(self, recording: Recording) -> None:
        """What ends early gives no frame and is told as a length."""
        for raw in recording.frames:
            frames, parser = self.read(recording, raw[:-1])
            assert frames == []
            assert parser.counters.rejected["length"] == 1

    @SETTINGS
    @given(data=st.data())
    def test_whatever_arrives_only_errors_of_ours_come_out(self, data: st.DataObject) -> None:
        """Noise, pieces of frames and frames in any order and any cut."""
        recording = data.draw(st.sampled_from(self.recordings))
        pieces = st.sampled_from(recording.frames) | st.binary(max_size=40) | st.sampled_from(self.junk)
        parts = data.draw(st.lists(pieces | pieces.map(lambda part: part[: len(part) // 2]), max_size=12))
        frames, parser = self.read(recording, *parts)
        assert parser.counters.frames >= len(frames)
        _decoded(parser, frames)

    @SETTINGS
    @given(data=st.data())
    def test_whatever_a_valid_frame_contains_only_errors_of_ours_come_out(self, data: st.DataObject) -> None:
        """Payloads of any length and content under the kinds that were recorded."""
        recording = data.draw(st.sampled_from(self.recordings))
        kinds = sorted({frame.kind for frame in self.whole(recording)})
        payloads = st.binary(max_size=200) | st.sampled_from(self.whole(recording)).map(lambda frame: frame.payload)
        made = st.builds(lambda kind, payload: Frame(kind=kind, payload=payload), st.sampled_from(kinds), payloads)
        _decoded(self.make(recording), data.draw(st.lists(made, max_size=8)))

    def test_no_frames_are_no_record(self) -> None:
        """Silence is not a battery with nothing in it."""
        with pytest.raises(DinrailError):
            self.make(self.recordings[0]).decode([])

    def test_type_is_found_by_its_name(self) -> None:
        """The plugin is installed, or lies in the checkout."""
        found = load(self.parser.type)
        assert f"{found.__module__}.{found.__qualname__}" == f"{self.parser.__module__}.{self.parser.__qualname__}"

    def test_nothing_is_claimed_without_a_sign_of_it(self) -> None:
        """A device that tells nothing, and one of somebody else."""
        assert self.parser.matches(Advertisement()) == 0
        stranger = Advertisement(name="GPS", manufacturer_data={0x004C: b"\x02\x15"}, services=("180f",))
        assert self.parser.matches(stranger) == 0

    def test_questions_are_no_answers(self, recording: Recording) -> None:
        """A half-duplex line gives back what was sent."""
        parser = self.make(recording)
        for request in (*parser.opening(), *parser.requests(), *parser.probe()):
            assert request.data or request.can_id
            assert parser.feed(request.data) + parser.flush() == []


def _decoded(parser: BMSParser, frames: list[Frame]) -> None:
    try:
        data = parser.decode(frames)
    except DinrailError:
        return
    assert isinstance(data, BMSData)
    msgspec.json.encode(data)
    known = words("en")
    assert [
        alarm.key for alarm in data.alarms or () if alarm.key not in known and not alarm.key.startswith("bit_")
    ] == []


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return msgspec.json.decode(msgspec.json.encode(values), type=dict[str, Any])


def _close(value: Any) -> Any:
    if isinstance(value, float):
        return pytest.approx(value, abs=1e-9)
    if isinstance(value, list):
        return [_close(one) for one in value]
    if isinstance(value, dict):
        return {key: _close(one) for key, one in value.items()}
    return value
