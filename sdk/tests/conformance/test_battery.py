"""The battery itself: a good adapter passes every check, each bad one is caught by the check meant for it."""

import json

import pytest

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import CHECKS, Mosquitto, NotConforming, Rig, checks_of, discover
from line_adapter.subject import LineSubject

pytestmark = [pytest.mark.allow_blocking("starts processes"), pytest.mark.timeout(120)]

CAUGHT = [
    ("never_goes_bad", "recovers_from_the_loss_of_its_device"),
    ("never_recovers", "recovers_from_the_loss_of_its_device"),
    ("never_recovers", "starts_while_the_device_is_dead"),
    ("ignores_panic", "obeys_panic"),
    ("polls_under_panic", "obeys_panic"),
    ("hangs_on_close", "stops_softly_in_two_seconds"),
    ("ignores_sigterm", "stops_softly_in_two_seconds"),
    ("blocks", "starts_and_reports_its_state"),
    ("pretends_to_write", "writes_and_reads_back"),
    ("publishes_unlisted", "publishes_a_sound_directory"),
    ("wrong_type", "publishes_a_sound_directory"),
    ("listens", "opens_no_listening_port"),
    ("leaks", "stays_under_its_memory_limit"),
    ("tells_its_password", "keeps_its_secrets"),
    ("takes_any_configuration", "keeps_the_running_configuration_when_a_bad_one_comes"),
    ("forgets_reload", "hot_reloads_its_configuration"),
    ("raises", "starts_and_reports_its_state"),
    ("waits_for_its_device", "stops_softly_while_the_device_is_dead"),
    ("chats_while_describing", "describes_itself"),
    ("assumes_an_instance", "refuses_to_start_without_its_environment"),
    ("does_not_say_what_it_waits_for", "waits_for_its_configuration"),
    ("publishes_only_in_its_first_session", "survives_the_loss_of_the_broker"),
    ("leaves_no_will", "is_lost_when_it_is_killed"),
    ("waits_for_a_broker_that_is_gone", "stops_softly_without_a_broker"),
    ("writes_anything", "refuses_hostile_writes"),
    ("writes_anything", "refuses_every_write"),
    ("carries_out_old_wishes", "refuses_old_and_retained_writes"),
    ("carries_out_retained_wishes", "refuses_old_and_retained_writes"),
    ("repeats", "runs_a_repeated_write_once"),
    ("answers_anywhere", "answers_only_to_its_own_reply_topics"),
    ("writes_under_panic", "refuses_writes_while_panic_holds_them"),
    ("connects_under_panic", "starts_into_a_panic_without_touching_the_device"),
]
BY_NAME = {check.__name__: check for check in CHECKS}


def test_every_check_has_somebody_it_catches():
    assert {check for _, check in CAUGHT} == set(BY_NAME)


@pytest.mark.parametrize("check", checks_of(LineSubject()), ids=lambda check: check.__name__)
async def test_a_good_adapter_passes(check):
    async with Rig(LineSubject(), FakeBroker()) as rig:
        await check(rig)


@pytest.mark.parametrize(("mutant", "check"), CAUGHT)
async def test_a_misbehaving_adapter_is_caught(mutant, check):
    with pytest.raises(NotConforming):  # the rig itself has the adapter describe itself
        async with Rig(LineSubject(mutant), FakeBroker()) as rig:
            await BY_NAME[check](rig)


@pytest.mark.parametrize("check", ["survives_the_loss_of_the_broker", "refuses_old_and_retained_writes", "obeys_panic"])
async def test_a_good_adapter_passes_on_a_real_mosquitto(check):
    async with Rig(LineSubject(), Mosquitto()) as rig:
        await BY_NAME[check](rig)


def test_an_adapter_is_asked_what_it_can_be_asked():
    class Reading(LineSubject):
        writable = ""
        has_device = False

    everything, reading = set(checks_of(LineSubject())), set(checks_of(Reading()))
    assert set(CHECKS) - everything == {BY_NAME["refuses_every_write"]}
    assert BY_NAME["refuses_every_write"] in reading
    assert not any("device" in check.__name__ for check in reading if check.__name__ != "obeys_panic")
    assert len(reading) == len(CHECKS) - 10


def test_only_adapters_are_discovered(tmp_path):
    for name, kind in (("a", "adapter"), ("p", "parser")):
        (tmp_path / name).mkdir()
        manifest = {"name": name, "version": "1.0.0", "kind": kind, "title": {"en": name}}
        (tmp_path / name / "manifest.json").write_text(json.dumps(manifest))
    (found,) = discover(tmp_path, tmp_path / "nowhere")
    assert found.name == "a"
    with pytest.raises(NotConforming, match=r"conformance\.py"):
        found.subject()
