"""Messages of the data space to samples in a buffer; called for every one of them, so it does as little as it can."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dinrail.directory import Point
from dinrail.errors import AddressError
from dinrail.remotewrite import MAX_TS, Stamp, prefix
from dinrail.sample import YEAR_2000_MS, Sample, decode_sample
from dinrail_historian.book import OFF, Rule, Track, hold_of, month_after
from dinrail_historian.queue import Batch
from dinrail_historian.words import short, word_of

__all__ = ["Collector"]

FUTURE_MS = 60_000
BACK_MS = 1000
QUALITY_MS = 300_000
HOLD_SAID_MS = 6 * 3_600_000
DEFAULT_HOLD_MS = 180_000
TEXTS_EACH = 200
QUALITY = {"good": 2.0, "uncertain": 1.0, "bad": 0.0}
OTHER = "…"
MOST_NAMED = 1000


class Collector:
    """`rule_of` tells how an address is kept, `address_of` which one a topic is (raises AddressError).

    refused: samples of points beyond `most`; left_out: topics of some of those; malformed: messages that are none.
    """

    def __init__(
        self, rule_of: Callable[[str], Rule], address_of: Callable[[str], str], *, most: int, now_ms: Callable[[], int]
    ) -> None:
        self._rule_of = rule_of
        self._address_of = address_of
        self._most = most
        self._now_ms = now_ms
        self._latest = now_ms() + FUTURE_MS
        self._tracks: dict[str, Track | None] = {}
        self._known: dict[str, Point] = {}
        self._stamp = Stamp()
        self._out = bytearray()
        self._samples = 0
        self.left_out: set[str] = set()
        self.series = self.refused = self.malformed = self.overfull = 0

    @property
    def size(self) -> int:
        """Bytes collected."""
        return len(self._out)

    def tick(self) -> None:
        """Time has passed; where the clock was set back, what lies ahead of it now counts as never said."""
        before, self._latest = self._latest, self._now_ms() + FUTURE_MS
        if self._latest < before - BACK_MS:
            for track in self._tracks.values():
                if track is not None:
                    track.turn_back(self._latest - FUTURE_MS)

    def collect(self) -> Batch | None:
        """What came since the last call."""
        if not self._samples:
            return None
        batch = Batch(bytes(self._out), self._samples)
        self._out.clear()
        self._samples = 0
        return batch

    def describe(self, instance: str, points: Mapping[str, Point]) -> None:
        """The directory of an instance: words for its numbers, and how often a value is said again."""
        for address in [each for each in self._known if each.startswith(f"{instance}.")]:
            del self._known[address]
        for path, point in points.items():
            if point.texts or hold_of(point.refresh) != DEFAULT_HOLD_MS:
                self._known[f"{instance}.{path}"] = point
        for track in self._tracks.values():
            if track is not None and track.address.startswith(f"{instance}."):
                self._inform(track)

    def take(self, topic: str, payload: bytes) -> None:
        """One message."""
        track = self._tracks.get(topic, OFF)
        if track is None:
            return
        if track is OFF:
            found = self._track(topic, payload)
            if found is None:
                return
            track = found
        try:
            sample = decode_sample(payload)
            value = sample.value
            ts = sample.ts
            if not YEAR_2000_MS <= ts <= self._latest:
                ts = self._now_ms()
            judged = ts
            if sample.quality != track.quality or sample.quality == "bad":
                judged = self._changed_at(track, sample, ts)
                ts = judged if track.quality == "bad" else ts  # the end that was written is later than it
            track.seen = max(track.seen, ts)
            if ts >= track.month_ends:
                self._begin_month(track, ts)
            if sample.quality != track.quality or judged - track.quality_ts > QUALITY_MS:
                self._judge(track, sample, judged)
            kind = type(value)
            if kind is float or kind is int or kind is bool:
                if sample.quality != "bad" and self._wanted(track, value, ts):  # type: ignore[arg-type]
                    self._out += track.number + self._stamp.sample(value, ts)  # type: ignore[arg-type]
                    self._samples += 1
                if track.texts is not None:
                    self._word(track, sample, word_of(value, track.texts), ts)  # type: ignore[arg-type]
            elif kind is str:
                self._word(track, sample, value, ts)  # type: ignore[arg-type]
        except (ValueError, OverflowError, RecursionError, UnicodeError):
            self._odd(topic, track, payload)

    def _wanted(self, track: Track, value: float, ts: int) -> bool:
        """Whether the rule of a point lets it be stored, remembered as stored."""
        last, since = track.value, ts - track.ts
        rule = track.rule
        if since == 0 and value == last:
            return False
        if since < 0:
            return rule.store == "all"
        if rule.store == "change":
            same = last is not None and abs(value - last) <= rule.deadband
            if same and since < track.hold_ms >> 1:
                return False
        elif rule.store == "interval" and last is not None and since < rule.interval_ms:
            return False
        track.value = value
        track.ts = ts
        return True

    def _changed_at(self, track: Track, sample: Sample, ts: int) -> int:
        """A value that turns bad is said again with the time it was read: it counts until now."""
        again = ts <= max(track.seen, track.quality_ts) if track.seen else sample.quality == "bad"
        return self._now_ms() if again else ts

    def _judge(self, track: Track, sample: Sample, ts: int) -> None:
        """Quality changed, or was not said for a while."""
        if ts < track.quality_ts:
            return
        if sample.quality == "bad" and track.quality not in ("bad", ""):
            if track.value is not None:
                self._out += track.number + self._stamp.end(ts)
                self._samples += 1
                track.value = None
            if track.text is not None:
                self._end_text(track, ts)
        self._out += track.grade + self._stamp.sample(QUALITY[sample.quality], ts)
        self._samples += 1
        track.quality, track.quality_ts = sample.quality, ts
        unusual = track.hold_ms != DEFAULT_HOLD_MS
        if (unusual or track.hold_told) and ts - track.hold_ts > HOLD_SAID_MS:
            labels = {"__name__": "dinrail_hold", "point": track.address}
            self._out += prefix(labels) + self._stamp.sample(track.hold_ms / 1000, ts)
            self._samples += 1
            track.hold_ts, track.hold_told = ts, unusual

    def _word(self, track: Track, sample: Sample, text: str, ts: int) -> None:
        """A state: one series per word, from its beginning to its end."""
        if sample.quality == "bad" or ts < track.text_ts:
            return
        text = short(text)
        line = track.words.get(text)
        if line is None:
            if len(track.words) >= TEXTS_EACH:
                text = OTHER
                self.overfull += 1
            line = track.words.setdefault(text, prefix(self._labels("dinrail_text", track, ts) | {"text": text}))
        if text == track.text:
            if ts - track.text_ts < (track.hold_ms >> 1 if track.rule.store != "all" else 1):
                return
        else:
            self._end_text(track, ts)
        self._out += line + self._stamp.sample(1.0, ts)
        self._samples += 1
        track.text, track.text_ts, track.line = text, ts, line

    def _end_text(self, track: Track, ts: int) -> None:
        if track.text is not None:
            self._out += track.line + self._stamp.end(ts)  # of the month it began in
            self._samples += 1
        track.text = None

    def _odd(self, topic: str, track: Track, payload: bytes) -> None:
        """No sample; empty where the point was removed: nothing is known of it from now on."""
        if payload:
            self.malformed += 1
            return
        now = self._now_ms()
        if track.value is not None:
            self._out += track.number + self._stamp.end(now)
            self._samples += 1
        self._end_text(track, now)
        del self._tracks[topic]
        self.series -= 1

    def _track(self, topic: str, payload: bytes) -> Track | None:
        """A topic for the first time."""
        if not payload:
            self.left_out.discard(topic)
            return None
        try:
            address = self._address_of(topic)
        except AddressError:
            return None
        if "." not in address or address.startswith("set."):
            return None
        rule = self._rule_of(address)
        if rule.store == "off":
            self._tracks[topic] = None
            return None
        if self.series >= self._most:
            self.refused += 1
            if len(self.left_out) < MOST_NAMED:
                self.left_out.add(topic)
            return None
        self.left_out.discard(topic)
        track = self._tracks[topic] = Track(address, rule)
        self.series += 1
        self._inform(track)
        return track

    def _inform(self, track: Track) -> None:
        point = self._known.get(track.address)
        track.texts = point.texts or None if point is not None else None
        hold = hold_of(point.refresh) if point is not None else DEFAULT_HOLD_MS
        hold = max(hold, 3 * track.rule.interval_ms if track.rule.store == "interval" else 0)
        if hold != track.hold_ms:
            track.hold_ms, track.hold_ts, track.quality_ts = hold, 0, 0

    def _begin_month(self, track: Track, ts: int) -> None:
        """What is kept for a while only is written to series that end with the month and are removed as a whole."""
        track.month_ends = MAX_TS if not track.rule.keep_days else month_after(ts)[0]
        track.number = prefix(self._labels("dinrail", track, ts))
        track.grade = prefix(self._labels("dinrail_quality", track, ts))
        track.words = {}

    @staticmethod
    def _labels(name: str, track: Track, ts: int) -> dict[str, str]:
        labels = {"__name__": name, "point": track.address}
        if track.rule.keep_days:
            labels["until"] = month_after(month_after(ts)[0] - 1 + track.rule.keep_days * 86_400_000)[1]
        return labels
