import io
import logging

from dinrail.documents import LogRecord
from dinrail.runner.logtopic import LogTopic, log_to_stderr, one_line
from dinrail.testing import FakeClock


def logger_with(handler: logging.Handler) -> logging.Logger:
    logger = logging.Logger("plc")  # noqa: LOG001 - one that no other test sees
    logger.addHandler(handler)
    return logger


async def test_a_record_is_one_printable_line(clock: FakeClock):
    told: list[LogRecord] = []
    log = logger_with(LogTopic(clock, told.append, lambda: None))
    log.warning("answer %r and \x1b[31m\n%s", "x", "second")
    assert told == [LogRecord(clock.now_ms(), "warning", "plc", "answer 'x' and  [31m second")]


async def test_the_rate_is_bounded_and_the_rest_counted(clock: FakeClock):
    told: list[LogRecord] = []
    dropped: list[int] = []
    log = logger_with(LogTopic(clock, told.append, lambda: dropped.append(1)))
    for number in range(1000):
        log.info("%d", number)
    assert (len(told), len(dropped)) == (50, 950)
    await clock.advance(1)
    log.info("again")
    assert told[-1].message == "again"


async def test_what_publishing_itself_logs_does_not_come_back(clock: FakeClock):
    told: list[LogRecord] = []

    def publish(record: LogRecord) -> None:
        told.append(record)
        log.error("the bus is full")

    log = logger_with(LogTopic(clock, publish, lambda: None))
    log.info("once")
    assert [record.message for record in told] == ["once"]


async def test_wrong_arguments_of_a_log_call_do_not_raise(clock: FakeClock):
    told: list[LogRecord] = []
    logger_with(LogTopic(clock, told.append, lambda: None)).info("%d", "no number")
    assert told[0].message == "%d"


async def test_levels_are_the_four_of_the_contract(clock: FakeClock):
    told: list[LogRecord] = []
    log = logger_with(LogTopic(clock, told.append, lambda: None))
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        log.log(level, "x")
    assert [record.level for record in told] == ["debug", "info", "warning", "error", "error"]


def test_a_long_line_is_cut_visibly():
    assert one_line("x" * 10, 5) == "xxxx…"
    assert one_line("xxxxx", 5) == "xxxxx"


def test_stderr_gets_plain_lines(monkeypatch):
    stderr = io.StringIO()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr(logging, "root", logging.RootLogger(logging.WARNING))
    log_to_stderr()
    logging.root.info("connected to %s", "device\x07")
    assert stderr.getvalue() == "info root: connected to device \n"
