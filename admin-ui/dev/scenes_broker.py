"""Scenes of the broker and of the access of outside programs."""

from __future__ import annotations

from scenes import REFUSED, Scene, _all, _by, _fill, _mode, _shown

BROKER = [
    Scene("broker-3", "/broker", act=_shown("broker-connections"), settle=900, whole=True),
    Scene("broker-0", "/broker", _mode(connections=0), settle=900),
    Scene("broker-5000", "/broker", _mode(connections=5000), lambda p: p.mouse.wheel(0, 60_000), settle=1200),
    Scene("broker-dropping", "/broker", _mode(broker="dropping"), settle=900),
    Scene("broker-old", "/broker", _mode(broker="old"), settle=900, whole=True),
    Scene("broker-away", "/broker", _mode(broker="away"), settle=900, whole=True),
    Scene("broker-silent", "/broker", _mode(broker="silent"), settle=900),
    Scene("broker-error", "/broker", _mode(fail="/api/broker"), noise=REFUSED),
    Scene("broker-loading", "/broker", _mode(delay=6000), settle=300, pending=True),
    Scene("clients-0", "/clients", _mode(clients=0)),
    Scene("clients-3", "/clients", _mode(clients=3)),
    Scene("clients-error", "/clients", _mode(fail="/api/broker/clients"), noise=REFUSED),
    Scene("clients-new", "/clients", act=_by("add-client")),
    Scene("clients-edit", "/clients", _mode(clients=3), _by("client-zigbee2mqtt-edit"), settle=600),
    Scene("clients-rotate", "/clients", act=_by("client-nodered-rotate")),
    Scene("clients-created", "/clients", act=_all(_by("add-client"), _fill("[name=client-name]", "grafana"), _by("save-client"))),
]
