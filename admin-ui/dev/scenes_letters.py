"""Scenes of the letters of a webhook instance."""

from __future__ import annotations

from scenes import REFUSED, Scene, _all, _by, _mode, _shown

PATH = "/instances/mqtt_ha/letters"

LETTERS = [
    Scene("letters-0", PATH, _mode(letters=0)),
    Scene("letters-3", PATH, _mode(letters=3), _shown("letter-msg_0")),
    Scene("letters-5000", PATH, _mode(letters=5000), _all(_shown("letter-msg_0"), _by("more")), settle=900),
    Scene("letters-test", PATH, _mode(letters=3), _all(_by("test-phone"), _by("test-now")), settle=700),
    Scene("letters-discard", PATH, _mode(letters=3), _by("discard-msg_1")),
    Scene("letters-error", PATH, _mode(fail="/api/instances/mqtt_ha/call"), noise=REFUSED),
    Scene("letters-loading", PATH, _mode(delay=6000), settle=300, pending=True),
]
