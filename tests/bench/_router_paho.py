"""A minimal paho-mqtt loop that does for one hard-coded route what the router does. A process of its own.

    python _router_paho.py PORT calculated|write
Every sample of every source × 0.001, rounded to two digits, to a topic of the same path. No rights of its own, no
counters, no look-up: nothing that a route in the router has. Prints `{"ready": true}` when it listens.
"""

from __future__ import annotations

import json
import sys

import paho.mqtt.client as paho
from _router_client import PASSWORD, SOURCES, source
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


def main(port: int, kind: str) -> None:
    """Route for ever."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="router", protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set("router", PASSWORD)
    client.max_queued_messages_set(0)
    expiry = Properties(PacketTypes.PUBLISH)
    expiry.MessageExpiryInterval = 5

    def to_calculated(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        sample = json.loads(message.payload)
        sample["value"] = round(sample["value"] * 0.001, 2)
        client.publish(f"smarthome/calc/{message.topic[10:]}", json.dumps(sample), retain=True)

    def to_write(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        sample = json.loads(message.payload)
        wish = {"value": round(sample["value"] * 0.001, 2), "ts": sample["ts"]}
        client.publish(f"smarthome/set/plc/{message.topic[10:]}", json.dumps(wish), qos=1, properties=expiry)

    client.on_message = to_calculated if kind == "calculated" else to_write
    client.connect("127.0.0.1", port)
    client.loop(1.0)
    client.subscribe([(f"smarthome/{source(number)}/#", paho.SubscribeOptions(0)) for number in range(SOURCES)])
    client.loop(1.0)
    print(json.dumps({"ready": True}), flush=True)
    client.loop_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
