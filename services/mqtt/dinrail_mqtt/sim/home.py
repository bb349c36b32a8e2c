"""Devices of a home on one broker: Tasmota, Shelly, Zigbee2MQTT, ESPHome, and some that follow nobody's rules."""

from __future__ import annotations

import math
import threading
import time
from typing import Any

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

__all__ = ["Home"]


SHELLY = "shellyplus1pm-a8032ab"
COMMANDS = (
    "cmnd/plug/POWER",
    "zigbee2mqtt/lamp/set",
    "heating/set",
    f"{SHELLY}/command/switch:0",
    "garden/switch/pump/command",
)


class Home:
    """Publishes every `interval` seconds from threads of its own; its switches, lamp and thermostat can be set."""

    def __init__(self, host: str, port: int, *, interval: float = 2.0) -> None:
        self._where = (host, port)
        self._interval = interval
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.plug_on = True
        self.lamp: dict[str, Any] = {"state": "ON", "brightness": 120, "linkquality": 96}
        self.heating = "20"
        self.boiler_on, self.pump_on = True, False
        self.client = paho.Client(CallbackAPIVersion.VERSION2, "home-devices")
        self.client.will_set("tele/plug/LWT", "Offline", 1, retain=True)
        self.client.on_connect = self._greet
        self.client.on_message = self._commanded
        self._thread = threading.Thread(target=self._speak, daemon=True, name="home")

    def start(self) -> None:
        """Begin; a broker that is not there yet is waited for."""
        self.client.reconnect_delay_set(1, 5)
        self.client.connect_async(*self._where, keepalive=10)
        self.client.loop_start()
        self._thread.start()

    def stop(self) -> None:
        """End without a goodbye."""
        self._stop.set()
        self._thread.join(5)
        self.client.loop_stop()
        self.client.disconnect()

    def _greet(self, client: paho.Client, *_: object) -> None:
        client.subscribe([(topic, 1) for topic in COMMANDS])
        client.publish("tele/plug/LWT", "Online", 1, retain=True)
        client.publish("zigbee2mqtt/bridge/state", '{"state":"online"}', 1, retain=True)
        for device in ("lamp", "bedroom"):
            client.publish(f"zigbee2mqtt/{device}/availability", '{"state":"online"}', 1, retain=True)
        client.publish(f"{SHELLY}/online", "true", 1, retain=True)
        client.publish("garden/status", "online", 1, retain=True)
        self._tell()

    def _commanded(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        if message.topic == "cmnd/plug/POWER":
            self.plug_on = message.payload.decode() in ("ON", "1", "on")
        elif message.topic == "heating/set":
            self.heating = message.payload.decode()
        elif message.topic == f"{SHELLY}/command/switch:0":
            self.boiler_on = message.payload == b"on"
        elif message.topic == "garden/switch/pump/command":
            self.pump_on = message.payload == b"ON"
        else:
            try:
                wanted = msgspec.json.decode(message.payload, type=dict[str, Any])
            except msgspec.DecodeError:
                return
            self.lamp |= {key: value for key, value in wanted.items() if key in ("state", "brightness")}
        self._tell()

    def _speak(self) -> None:
        while not self._stop.wait(self._interval):
            if self.client.is_connected():
                self._tell()

    def _tell(self) -> None:
        with self._lock:
            now = time.time()
            wave = math.sin(now / 30)
            power = round(820 + 60 * wave, 1) if self.plug_on else 0.0
            energy = {"Total": round(now % 100_000 / 100, 3), "Power": power, "Voltage": 231, "Current": power / 231}
            self._say("stat/plug/POWER", "ON" if self.plug_on else "OFF")
            self._say("tele/plug/SENSOR", {"Time": time.strftime("%Y-%m-%dT%H:%M:%S"), "ENERGY": energy})
            self._say("zigbee2mqtt/lamp", self.lamp)
            self._say("heating/target", self.heating)
            self._say("home/kitchen/temperature", f"{21 + wave:.2f}")
            climate = {"temperature": round(19 + wave / 2, 2), "humidity": round(48 - 3 * wave, 1), "battery": 87}
            self._say("zigbee2mqtt/bedroom", climate | {"linkquality": 132, "voltage": 2900})
            self._shelly(2000 + 40 * wave if self.boiler_on else 0.0, now)
            self._say("garden/switch/pump/state", "ON" if self.pump_on else "OFF")
            self._say("garden/sensor/soil_moisture/state", f"{34 + 4 * wave:.1f}")
            self._say("garden/binary_sensor/rain/state", "ON" if wave > 0.9 else "OFF")

    def _shelly(self, power: float, now: float) -> None:
        status = {"id": 0, "source": "init", "output": self.boiler_on, "apower": round(power, 1), "voltage": 230.4}
        energy = {"total": round(now % 1_000_000, 3)}
        self._say(f"{SHELLY}/status/switch:0", status | {"current": round(power / 230.4, 3), "aenergy": energy})

    def _say(self, topic: str, what: object) -> None:
        payload = what if isinstance(what, str) else msgspec.json.encode(what)
        self.client.publish(topic, payload, 0, retain=topic != "tele/plug/SENSOR")
