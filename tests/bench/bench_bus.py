"""What a QoS 0 message costs the bus client, beside a minimal paho loop in the same run.

Each client runs in a process of its own against a peer that only plays back or swallows bytes; counted is its
processor time in user mode (the kernel's share is the same for both and printed as its own line). Prints JSON lines.

    python tests/bench/bench_bus.py [--messages 200000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import socket
import subprocess
import sys
import threading

import paho.mqtt.client as paho
import uvloop
from mqtt5 import ConnAckPacket, PublishPacket, SubAckPacket, SubAckReasonCode, SubscribePacket, read
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from dinrail.bus import Bus
from dinrail.settings import BrokerAddress

PAYLOAD = b'{"value":53.125,"ts":1767500000123,"quality":"good"}'
TOPICS = [f"smarthome/inverter_1/MAIN/aString/{number}/fVoltage" for number in range(500)]


def main() -> None:
    """Run all cases, or one of them as the measured child."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    if options.case:
        CASES[options.case](options.port, options.messages)
        return
    figures = {case: best_of(3, case, options.messages) for case in CASES}
    for direction in ("receive", "send"):
        for share in ("user", "system"):
            reference = figures[f"paho_{direction}"][share]
            for client in ("bus_asyncio", "bus_uvloop"):
                value = figures[f"{client}_{direction}"][share]
                show(f"{client}_{direction}_{share}", value, reference)


def show(name: str, value: float, reference: float) -> None:
    """One JSON line; values in µs of processor time per message."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    ratio = round(value / reference, 3) if reference else None
    line = {"name": name, "value": round(value, 2), "unit": "us/message", "reference": round(reference, 2)}
    print(json.dumps({**line, "ratio": ratio, "machine": machine}), flush=True)


def best_of(runs: int, case: str, messages: int) -> dict[str, float]:
    """The least user and system time per message of several runs, in µs."""
    results = [run_case(case, messages) for _ in range(runs)]
    return {share: min(result[share] for result in results) for share in ("user", "system")}


def run_case(case: str, messages: int) -> dict[str, float]:
    """One client process against a fresh peer."""
    server = socket.create_server(("127.0.0.1", 0))
    stream = encode_stream(messages) if case.endswith("receive") else b""
    peer = threading.Thread(target=play, args=(server, stream, messages), daemon=True)
    peer.start()
    command = [sys.executable, __file__, "--case", case, "--messages", str(messages), "--port"]
    done = subprocess.run(
        [*command, str(server.getsockname()[1])], check=False, capture_output=True, text=True, timeout=120
    )
    server.close()
    if done.returncode:
        sys.exit(f"{case} failed:\n{done.stderr}")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


# -- the peer


def encode_stream(messages: int) -> bytes:
    """The messages as a broker sends them for subscription 1."""
    packets = [PublishPacket(topic, PAYLOAD, subscription_ids=[1]).write() for topic in TOPICS]
    return b"".join(packets[number % len(packets)] for number in range(messages))


def play(server: socket.socket, stream: bytes, messages: int) -> None:
    """Accept a client; play the stream after its SUBSCRIBE, or swallow what it sends and answer with one message."""
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(ConnAckPacket().write())
        if stream:
            packet, _ = read(memoryview(connection.recv(65536)))
            assert isinstance(packet, SubscribePacket)
            connection.sendall(SubAckPacket(packet.packet_id, [SubAckReasonCode.GRANTED_QOS_AT_MOST_ONCE]).write())
            connection.sendall(stream)
        while connection.recv(1 << 20):
            pass


def report(before: resource.struct_rusage, messages: int) -> None:
    """Print the child's own figures."""
    after = resource.getrusage(resource.RUSAGE_SELF)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    print(json.dumps({"user": user / messages * 1e6, "system": system / messages * 1e6}))


# -- the clients


async def bus_receive(port: int, messages: int) -> None:
    """The bus client counting messages."""
    done = asyncio.Event()
    left = messages

    def handler(packet: PublishPacket) -> None:
        nonlocal left
        left -= 1
        if not left:
            done.set()

    bus = Bus(BrokerAddress("127.0.0.1", port), client_id="bench")
    bus.start()
    await bus.connected(5)
    before = resource.getrusage(resource.RUSAGE_SELF)
    bus.subscribe("smarthome/#", handler)
    await done.wait()
    report(before, messages)
    await bus.stop()


async def bus_send(port: int, messages: int) -> None:
    """The bus client publishing in bursts of 100, as a poll of a device does."""
    bus = Bus(BrokerAddress("127.0.0.1", port), client_id="bench")
    bus.start()
    await bus.connected(5)
    before = resource.getrusage(resource.RUSAGE_SELF)
    for start in range(0, messages, 100):
        for number in range(start, start + 100):
            bus.publish(TOPICS[number % len(TOPICS)], PAYLOAD, retain=True)
        await asyncio.sleep(0)
        while bus.is_congested:  # noqa: ASYNC110 - a burst is a poll; what is congested waits for the next one
            await asyncio.sleep(0.001)
    report(before, messages)
    assert bus.counters.sent == messages, bus.counters
    await bus.stop()


def paho_client() -> paho.Client:
    """A paho client in its plainest form."""
    return paho.Client(CallbackAPIVersion.VERSION2, client_id="bench", protocol=MQTTProtocolVersion.MQTTv5)


def paho_receive(port: int, messages: int) -> None:
    """A minimal paho loop counting messages."""
    client = paho_client()
    left = messages

    def on_message(_client: paho.Client, _data: object, _message: paho.MQTTMessage) -> None:
        nonlocal left
        left -= 1

    client.on_message = on_message
    client.connect("127.0.0.1", port)
    client.loop(0.5)
    client.subscribe("smarthome/#")
    before = resource.getrusage(resource.RUSAGE_SELF)
    while left:
        client.loop(0.1)
    report(before, messages)


def paho_send(port: int, messages: int) -> None:
    """A minimal paho loop publishing in the same bursts."""
    client = paho_client()
    client.connect("127.0.0.1", port)
    client.loop(0.5)
    before = resource.getrusage(resource.RUSAGE_SELF)
    for start in range(0, messages, 100):
        for number in range(start, start + 100):
            client.publish(TOPICS[number % len(TOPICS)], PAYLOAD, retain=True)
        while client.want_write():
            client.loop_write()
    report(before, messages)


CASES = {
    "bus_asyncio_receive": lambda port, messages: asyncio.run(bus_receive(port, messages)),
    "bus_uvloop_receive": lambda port, messages: uvloop.run(bus_receive(port, messages)),
    "bus_asyncio_send": lambda port, messages: asyncio.run(bus_send(port, messages)),
    "bus_uvloop_send": lambda port, messages: uvloop.run(bus_send(port, messages)),
    "paho_receive": paho_receive,
    "paho_send": paho_send,
}

if __name__ == "__main__":
    main()
