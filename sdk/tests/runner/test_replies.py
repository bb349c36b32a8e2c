"""Answers: who gets one, and that a request counts once."""

from mqtt5 import PublishPacket

from dinrail.runner.counters import Counters
from dinrail.runner.replies import Asker, Replies


class Sent:
    def __init__(self) -> None:
        self.answers: list[tuple[str, bytes | None, int]] = []

    def reply_in_parts(self, request, payload, *, expiry=None):
        self.answers.append((request.response_topic, request.correlation_data, len(payload)))
        return True


def replies(clock) -> tuple[Replies, Sent, Counters]:
    sent, counters = Sent(), Counters(clock)
    return Replies(sent, "plc", clock=clock, counters=counters), sent, counters


def packet(topic: str | None, correlation: bytes | None = b"1") -> PublishPacket:
    return PublishPacket("x", b"", response_topic=topic, correlation_data=correlation)


async def test_only_our_own_reply_topics_are_answered(clock):
    book, _, counters = replies(clock)
    assert book.asker(packet("dinrail/plc/reply/gateway/7")) == Asker("dinrail/plc/reply/gateway/7", b"1")
    for topic in ("dinrail/plc/reply/", "dinrail/plc/replyx/a", "dinrail/other/reply/a", "dinrail/plc/state", "$SYS/x"):
        assert book.asker(packet(topic)) == Asker()
    assert counters.counts["foreign_response_topics"] == 5
    assert book.asker(packet(None)) == Asker()


async def test_a_request_is_remembered_for_sixty_seconds(clock):
    book, sent, _ = replies(clock)
    asker = book.asker(packet("dinrail/plc/reply/gateway/7"))
    assert not book.repeated(asker)
    book.succeed(asker, 5)
    await clock.advance(59)
    assert book.repeated(asker)
    assert len(sent.answers) == 2
    await clock.advance(2)
    assert not book.repeated(asker)


async def test_a_repetition_while_the_first_still_runs_is_answered_once(clock):
    """Row 42: also while the first one still runs."""
    book, sent, _ = replies(clock)
    asker = book.asker(packet("dinrail/plc/reply/gateway/7"))
    book.repeated(asker)
    assert book.repeated(asker)
    assert sent.answers == []


async def test_without_correlation_every_request_is_a_new_one(clock):
    book, _, _ = replies(clock)
    asker = book.asker(packet("dinrail/plc/reply/gateway/7", None))
    assert not book.repeated(asker)
    assert not book.repeated(asker)


async def test_what_is_remembered_is_bounded(clock):
    book, _, _ = replies(clock)
    for number in range(5000):
        asker = book.asker(packet("dinrail/plc/reply/gateway/7", str(number).encode() * 100))
        book.repeated(asker)
        book.succeed(asker, "x" * 10_000)
    assert len(book._known) <= 1024
    assert sum(len(known.payload or b"") for known in book._known.values()) <= 1_100_000
