"""Every adapter of the repository against the battery, on the fake broker and on a real Mosquitto."""

from pathlib import Path

import pytest

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Mosquitto, Rig, checks_of, discover

ROOT = Path(__file__).parents[2]
ADAPTERS = discover(ROOT / "services", ROOT / "plugins")
ON_MOSQUITTO = {
    "starts_and_reports_its_state",
    "publishes_a_sound_directory",
    "survives_the_loss_of_the_broker",
    "is_lost_when_it_is_killed",
    "stops_softly_in_two_seconds",
    "recovers_from_the_loss_of_its_device",
    "refuses_hostile_writes",
    "refuses_old_and_retained_writes",
    "runs_a_repeated_write_once",
    "obeys_panic",
    "hot_reloads_its_configuration",
}

pytestmark = [pytest.mark.allow_blocking("starts processes"), pytest.mark.timeout(180)]


def test_there_are_adapters():
    assert "modbus" in {adapter.name for adapter in ADAPTERS}


PAIRS = [
    pytest.param(each, check, id=f"{each.name}-{check.__name__}")
    for each in ADAPTERS
    for check in checks_of(each.subject())
]
PAIRS_ON_MOSQUITTO = [each for each in PAIRS if each.values[1].__name__ in ON_MOSQUITTO]


@pytest.mark.parametrize(("adapter", "check"), PAIRS)
async def test_adapter(adapter, check):
    async with Rig(adapter.subject(), FakeBroker()) as rig:
        await check(rig)


@pytest.mark.parametrize(("adapter", "check"), PAIRS_ON_MOSQUITTO)
async def test_adapter_on_mosquitto(adapter, check):
    async with Rig(adapter.subject(), Mosquitto()) as rig:
        await check(rig)
