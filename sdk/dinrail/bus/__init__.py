"""The bus: the one MQTT 5 client every part uses.

    bus = Bus(settings.broker, client_id="plc_keller", password=settings.password, will=Will(topic, b"…"))
    bus.on_connect(lambda session_present: …)
    bus.start()
    bus.subscribe("smarthome/set/plc_keller/#", on_write, qos=1)
    bus.publish("smarthome/plc_keller/MAIN/fSpeed", payload, retain=True)
    reply = await bus.request("dinrail/plc_keller/call/browse", b"{}", reply_topic="dinrail/plc_keller/reply/gateway")

Nothing here blocks, save the fraction of a millisecond of `gather` where it is asked for, and nothing grows without
a bound; every drop is counted in `bus.counters`.
"""

from mqtt5 import PublishPacket, RetainHandling

from dinrail.bus._bus import Bus
from dinrail.bus._counters import BusCounters
from dinrail.bus._dial import Will
from dinrail.bus._link import MAX_PACKET
from dinrail.bus._prepared import Prepared, PreparedAcked
from dinrail.bus._requests import MAX_REPLY_PART
from dinrail.bus._subscriptions import Handler, Subscription
from dinrail.bus._topics import topic_matches

__all__ = [
    "MAX_PACKET",
    "MAX_REPLY_PART",
    "Bus",
    "BusCounters",
    "Handler",
    "Prepared",
    "PreparedAcked",
    "PublishPacket",
    "RetainHandling",
    "Subscription",
    "Will",
    "topic_matches",
]
