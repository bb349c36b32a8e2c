"""What is said on the broker, for somebody who looks."""

from dinrail_mqtt.browser.looking import TopicBrowser
from dinrail_mqtt.browser.seen import Standing

__all__ = ["Standing", "TopicBrowser"]
