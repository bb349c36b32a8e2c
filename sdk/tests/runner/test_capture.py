from dinrail.documents import CapturedError
from dinrail.runner.capture import ErrorCapture
from dinrail.testing import FakeClock


def caught(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


async def test_an_exception_is_told_once_a_minute_with_the_number_of_repetitions(clock: FakeClock):
    told: list[CapturedError] = []
    capture = ErrorCapture(clock, told.append)
    for number in range(5):
        capture.take(caught(f"no {number}"), "poll")
    assert [(e.type, e.message, e.context, e.count) for e in told] == [("ValueError", "no 0", "poll", 1)]
    await clock.advance(61)
    capture.take(caught("again"))
    assert told[1].count == 5
    assert told[1].fingerprint == told[0].fingerprint


async def test_different_faults_have_different_fingerprints(clock: FakeClock):
    told: list[CapturedError] = []
    capture = ErrorCapture(clock, told.append)
    capture.take(caught("a"))
    capture.take(KeyError("a"))
    assert len({error.fingerprint for error in told}) == 2


async def test_many_different_faults_are_bounded(clock: FakeClock):
    told: list[CapturedError] = []
    capture = ErrorCapture(clock, told.append)
    for number in range(100):
        capture.take(type(f"Error{number}", (Exception,), {})("x"))
    assert len(told) == 10


async def test_what_a_device_said_cannot_control_a_terminal(clock: FakeClock):
    told: list[CapturedError] = []
    ErrorCapture(clock, told.append).take(caught("\x1b[2J\r\nred\x00" + "x" * 5000))
    assert told[0].message.isprintable()
    assert len(told[0].message) == 1000
    assert "\x1b" not in told[0].traceback
    assert len(told[0].traceback) <= 8192
