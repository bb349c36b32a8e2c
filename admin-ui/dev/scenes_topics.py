"""Scenes of the topic browser."""

from __future__ import annotations

from scenes import REFUSED, Scene, _by, _mode, _shown

PATH = "/instances/mqtt_ha/topics"
SENSOR = f"{PATH}?topic=tele%2Fplug_washer%2FSENSOR"

#: The mock has no live lists; the page asks instead.
NO_STREAM = ("404 (Not Found)",)

TOPICS = [
    Scene("topics-0", PATH, _mode(mqtt="running", topics=0), noise=NO_STREAM, settle=900),
    Scene("topics-6", PATH, _mode(mqtt="running", topics=6), _shown("topics"), noise=NO_STREAM, settle=900),
    Scene("topics-5000", PATH, _mode(mqtt="running", topics=5000), _shown("topics"), noise=NO_STREAM, settle=1500),
    Scene("topics-search", f"{PATH}?q=sensor_41", _mode(mqtt="running", topics=5000), _shown("topics"), noise=NO_STREAM, settle=1500),
    Scene("topics-detail", SENSOR, _mode(mqtt="running", topics=6), _shown("topic-history"), noise=NO_STREAM, settle=900),
    Scene("topics-made", SENSOR, _mode(mqtt="running", topics=6), _by("add-tasmota"), noise=NO_STREAM, settle=1200),
    Scene(
        "topics-binary",
        f"{PATH}?topic=camera%2Fdoor%2Fjpeg",
        _mode(mqtt="running", topics=6),
        _shown("topic-history"),
        noise=NO_STREAM,
        settle=900,
    ),
    Scene(
        "topics-viewer", SENSOR, _mode(mqtt="running", topics=6, role="operator"), _shown("topic-history"), noise=NO_STREAM, settle=900
    ),
    Scene("topics-off", PATH, _mode(mqtt="running", topics="off"), noise=NO_STREAM, settle=900),
    Scene("topics-away", PATH, _mode(mqtt="disconnected", topics=6), _shown("topics"), noise=NO_STREAM, settle=900),
    Scene("topics-stopped", PATH, _mode(topics=0), noise=NO_STREAM, settle=900),
    Scene("topics-error", PATH, _mode(mqtt="running", fail="/api/instances/mqtt_ha/call"), noise=REFUSED, settle=900),
    Scene("topics-loading", PATH, _mode(mqtt="running", delay=6000), settle=300, pending=True),
]
