"""One connection to the other broker; the only module that knows paho."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from dinrail.errors import NotConnected, ProtocolError, Timeout
from dinrail.reach import Allowed
from dinrail_mqtt.config import Endpoint
from dinrail_mqtt.dialing import ANYWHERE, Inside, dial
from dinrail_mqtt.tls import tls_context

__all__ = ["Client", "Identity", "Incoming"]

DIAL_S = 4.0
REFUSED_LOGIN = frozenset({4, 5, 0x86, 0x87, 0x8C})
ROUNDS = 64
IN_FLIGHT = 128

Marks = dict[str, str]
_Message = tuple[str, bytes, int, bool, Properties | None]


class Identity(msgspec.Struct, frozen=True):
    """Who connects."""

    client_id: str
    user: str = ""
    password: str = ""
    version: str = "5"
    keepalive: int = 15


class Incoming(msgspec.Struct, frozen=True):
    """A message; `marks` are the user properties of MQTT 5."""

    topic: str
    payload: bytes
    retained: bool
    marks: Marks


class _Paho(paho.Client):
    """Connects as `dial` says; name and port stay those of the endpoint."""

    dial: Callable[[str, int], socket.socket]

    def _create_socket_connection(self) -> socket.socket:
        return self.dial(self._host, self._port)


class Client:
    """Dials in a thread, then lives in the event loop. Made anew for each connection."""

    def __init__(
        self,
        endpoint: Endpoint,
        who: Identity,
        received: Callable[[Incoming], None],
        *,
        will: tuple[str, bytes] | None = None,
        allowed: Allowed = ANYWHERE,
    ) -> None:
        self._endpoint = endpoint
        self._who = who
        self._received = received
        self._will = will
        self._allowed = allowed
        self.v5 = who.version == "5"
        self._paho: paho.Client | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._accepted: asyncio.Future[None] | None = None
        self._lost: asyncio.Future[None] | None = None
        self._window = IN_FLIGHT
        self._unacked: dict[int, asyncio.Future[None]] = {}
        self._waiting: deque[tuple[_Message, asyncio.Future[None]]] = deque()
        self._subscribing: dict[int, tuple[asyncio.Future[None], str]] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._watched = -1
        self._held = False

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted us and the connection stands."""
        return self._lost is not None and not self._lost.done()

    async def open(self) -> None:
        """Connect and log in; raises NotConnected, Timeout, ConfigError."""
        loop = self._loop = asyncio.get_running_loop()
        self._accepted = loop.create_future()
        client = self._make()
        where = f"{self._endpoint.host}:{self._endpoint.port}"
        try:
            await asyncio.to_thread(self._dial, client)
        except ssl.SSLCertVerificationError as error:
            detail = error.verify_message or str(error)
            raise NotConnected(f"{where}: {detail}", key="certificate_refused", host=where, detail=detail) from None
        except ssl.SSLError as error:
            detail = (error.reason or str(error)).replace("_", " ").lower()
            raise NotConnected(f"{where}: {detail}", key="tls_failed", host=where, detail=detail) from None
        except paho.WebsocketConnectionError as error:
            raise NotConnected(f"{where}: {error}", key="websocket_refused", host=where, detail=str(error)) from None
        except Inside:
            text = f"{where} lies inside DINrail or this machine and is not allowed"
            raise NotConnected(text, key="broker_inside", host=self._endpoint.host) from None
        except TimeoutError:
            raise Timeout(f"{where} does not answer", key="broker_silent", host=where) from None
        except (OSError, ValueError) as error:
            raise NotConnected(f"{where}: {error}", key="broker_unreachable", host=where, detail=str(error)) from None
        self._paho = client
        self._attach(client)
        try:
            await asyncio.wait_for(self._accepted, DIAL_S)
        except TimeoutError:
            await self.close()
            raise Timeout(f"{where} does not answer", key="broker_silent", host=where) from None
        except BaseException:
            await self.close()
            raise
        self._lost = loop.create_future()
        self._ticking = asyncio.create_task(self._tick())

    async def subscribe(
        self, filters: Iterable[tuple[str, int]], *, retained: bool = True, as_published: bool = False
    ) -> None:
        """All of them, answered; raises ProtocolError with the one that was refused, NotConnected, Timeout.

        as_published: also of a message that comes just now it is told whether the broker keeps it (MQTT 5).
        """
        client = self._client()
        answers = []
        for each, qos in filters:
            if self.v5:
                handling = (
                    SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE if retained else SubscribeOptions.RETAIN_DO_NOT_SEND
                )
                options = SubscribeOptions(qos, noLocal=True, retainAsPublished=as_published, retainHandling=handling)
                _, mid = client.subscribe(each, options=options)
            else:
                _, mid = client.subscribe(each, qos)
            if mid is None:
                raise NotConnected("the connection was lost", key="broker_lost")
            future = asyncio.get_running_loop().create_future()
            self._subscribing[mid] = future, each
            answers.append(future)
        if answers:
            try:
                await asyncio.wait_for(asyncio.gather(*answers), 2 * DIAL_S)
            except TimeoutError:
                raise Timeout("subscriptions are not answered", key="subscriptions_unanswered") from None

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False, marks: Marks | None = None
    ) -> asyncio.Future[None]:
        """Send now; done when it is acknowledged (QoS 1) or sent. Raises NotConnected.

        No more than the broker takes at once are under way; the others wait here. The future fails with NotConnected
        when the connection ends first, with ProtocolError when it was refused.
        """
        client = self._client()
        properties = None
        if self.v5 and marks:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.UserProperty = list(marks.items())
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        message = topic, payload, qos, retain, properties
        if qos and (self._waiting or len(self._unacked) >= self._window):
            self._waiting.append((message, future))
        else:
            self._send(client, message, future)
        return future

    def _send(self, client: paho.Client, message: _Message, future: asyncio.Future[None]) -> None:
        try:
            info = client.publish(*message)
        except ValueError as error:
            raise ProtocolError(str(error), key="publish_refused", detail=str(error)) from None
        if info.rc is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise NotConnected("the connection was lost", key="broker_lost")
        if message[2] == 0:
            future.set_result(None)
        else:
            self._unacked[info.mid] = future

    def _send_waiting(self) -> None:
        while self._waiting and self._paho is not None and len(self._unacked) < self._window:
            message, future = self._waiting.popleft()
            if not future.done():
                try:
                    self._send(self._paho, message, future)
                except (NotConnected, ProtocolError) as error:
                    future.set_exception(error)

    def hold(self, seconds: float) -> None:
        """Read nothing for a moment; the broker keeps what it can and drops the rest of QoS 0."""
        if self._loop is not None and self._watched >= 0 and not self._held:
            self._held = True
            self._loop.remove_reader(self._watched)
            self._loop.call_later(seconds, self._go_on)

    async def lost(self) -> None:
        """Until the connection ends; raises NotConnected."""
        if self._lost is None:
            raise NotConnected("not open")
        await asyncio.shield(self._lost)

    async def close(self) -> None:
        """Say goodbye and release the socket; harmless when repeated."""
        client, self._paho = self._paho, None
        if self._ticking is not None:
            self._ticking.cancel()
        self._fail(NotConnected("closed", key="broker_lost"))
        if client is not None:
            with contextlib.suppress(OSError, ValueError):
                client.disconnect()
                client.loop_write()
            self._detach()
            with contextlib.suppress(OSError):
                client._sock_close()  # noqa: SLF001 - the loop that would do it is ours

    # -- paho's side

    def _make(self) -> paho.Client:
        endpoint, who = self._endpoint, self._who
        version = MQTTProtocolVersion.MQTTv5 if self.v5 else MQTTProtocolVersion.MQTTv311
        client = _Paho(
            CallbackAPIVersion.VERSION2,
            who.client_id,
            clean_session=None if self.v5 else True,
            protocol=version,
            transport=endpoint.transport,
            reconnect_on_failure=False,
        )
        client.dial = lambda host, port: dial(host, port, self._allowed, DIAL_S)
        client.max_inflight_messages_set(0)  # paho does not read what a broker says it takes; we do
        client.connect_timeout = DIAL_S
        client.suppress_exceptions = False
        if who.user or who.password:
            client.username_pw_set(who.user, who.password or None)
        if self._will is not None:
            client.will_set(*self._will, 1, retain=True)
        if endpoint.transport == "websockets":
            client.ws_set_options(endpoint.path)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        return client

    def _dial(self, client: paho.Client) -> None:
        context = tls_context(self._endpoint) if self._endpoint.tls else None
        if context is not None:
            client.tls_set_context(context)
        try:
            client.connect(self._endpoint.host, self._endpoint.port, self._who.keepalive)
        except OSError:
            if context is not None and context.last is not None:
                context.last.close()  # paho leaves it open
            raise

    def _attach(self, client: paho.Client) -> None:
        loop, sock = self._loop, client.socket()
        if loop is None or sock is None:
            raise NotConnected("closed by the broker", key="broker_lost")
        if isinstance(sock, socket.socket):
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._watched = sock.fileno()
        loop.add_reader(self._watched, self._readable)
        client.on_socket_register_write = lambda *_: self._want_write()
        client.on_socket_unregister_write = lambda *_: self._wrote_all()
        client.on_socket_close = lambda *_: self._detach()
        if client.want_write():
            self._want_write()
        self._readable()

    def _go_on(self) -> None:
        self._held = False
        if self._loop is not None and self._watched >= 0 and self._paho is not None:
            self._loop.add_reader(self._watched, self._readable)
            self._readable()  # TLS may have read more than it gave

    def _want_write(self) -> None:
        if self._loop is not None and self._watched >= 0 and self._paho is not None:
            self._loop.add_writer(self._watched, self._writable)

    def _wrote_all(self) -> None:
        if self._loop is not None and self._watched >= 0:
            self._loop.remove_writer(self._watched)

    def _detach(self) -> None:
        watched, self._watched = self._watched, -1
        if self._loop is not None and watched >= 0:
            self._loop.remove_reader(watched)
            self._loop.remove_writer(watched)

    def _readable(self) -> None:
        client = self._paho
        for _ in range(ROUNDS):
            if client is None or client.loop_read(1) is not MQTTErrorCode.MQTT_ERR_SUCCESS or self._held:
                return
            sock = client.socket()
            pending = getattr(sock, "pending", None)
            if pending is None or not pending():
                return  # a plain socket says again that there is more

    def _writable(self) -> None:
        if self._paho is not None:
            self._paho.loop_write()

    async def _tick(self) -> None:
        while self._paho is not None:
            await asyncio.sleep(1)
            if self._paho is not None:
                self._paho.loop_misc()

    def _client(self) -> paho.Client:
        if self._paho is None or not self.connected:
            raise NotConnected("no connection to the broker", key="broker_lost")
        return self._paho

    def _fail(self, error: Exception) -> None:
        waiting = [self._accepted, *self._unacked.values(), *(each for each, _ in self._subscribing.values())]
        waiting += [future for _, future in self._waiting]
        self._unacked, self._subscribing = {}, {}
        self._waiting.clear()
        for future in (*waiting, self._lost):
            if future is not None and not future.done():
                future.set_exception(error)
                future.exception()  # whoever does not wait any more is not told

    def _on_connect(self, _client: Any, _data: Any, _flags: Any, code: Any, told: Properties | None) -> None:
        if self._accepted is None or self._accepted.done():
            return
        if not code.is_failure:
            self._window = min(IN_FLIGHT, getattr(told, "ReceiveMaximum", IN_FLIGHT))
            self._accepted.set_result(None)
        elif code.value in REFUSED_LOGIN:
            self._accepted.set_exception(NotConnected(f"refused: {code}", key="login_refused", detail=str(code)))
        else:
            self._accepted.set_exception(NotConnected(f"refused: {code}", key="broker_refuses", detail=str(code)))

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, code: Any, _properties: Any) -> None:
        self._detach()
        self._fail(NotConnected(f"the connection was lost: {code}", key="broker_lost", detail=str(code)))

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        marks: Marks = {}
        if message.properties is not None and hasattr(message.properties, "UserProperty"):
            marks = dict(message.properties.UserProperty)
        self._received(Incoming(topic, bytes(message.payload), message.retain, marks))

    def _on_publish(self, _client: Any, _data: Any, mid: int, code: Any, _properties: Any) -> None:
        future = self._unacked.pop(mid, None)
        self._send_waiting()
        if future is None or future.done():
            return
        if code.is_failure:
            future.set_exception(ProtocolError(f"refused: {code}", key="publish_refused", detail=str(code)))
        else:
            future.set_result(None)

    def _on_subscribe(self, _client: Any, _data: Any, mid: int, codes: list[Any], _properties: Any) -> None:
        future, pattern = self._subscribing.pop(mid, (None, ""))
        if future is None or future.done():
            return
        if any(code.is_failure for code in codes):
            error = ProtocolError(f"{pattern} is refused", key="subscription_refused", topic=pattern)
            future.set_exception(error)
        else:
            future.set_result(None)
