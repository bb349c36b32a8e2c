"""What tests of DINrail parts are built from: a real broker in the process, a clock that is turned by hand."""

from dinrail.testing.broker import FakeBroker, Published
from dinrail.testing.clock import FakeClock
from dinrail.testing.inbox import Inbox

__all__ = ["FakeBroker", "FakeClock", "Inbox", "Published"]
