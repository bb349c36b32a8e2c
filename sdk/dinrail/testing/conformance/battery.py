"""All checks, in the order of an adapter's life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dinrail.testing.conformance import device, latch, life, reloading, resources, writing
from dinrail.testing.conformance.rig import Rig
from dinrail.testing.conformance.subject import Subject

__all__ = ["CHECKS", "Check", "checks_of"]

Check = Callable[[Rig], Awaitable[None]]

CHECKS: tuple[Check, ...] = (
    life.describes_itself,
    life.refuses_to_start_without_its_environment,
    life.waits_for_its_configuration,
    life.starts_and_reports_its_state,
    life.publishes_a_sound_directory,
    life.survives_the_loss_of_the_broker,
    life.is_lost_when_it_is_killed,
    life.stops_softly_in_two_seconds,
    life.stops_softly_while_the_device_is_dead,
    life.stops_softly_without_a_broker,
    device.recovers_from_the_loss_of_its_device,
    device.starts_while_the_device_is_dead,
    writing.refuses_every_write,
    writing.writes_and_reads_back,
    writing.refuses_hostile_writes,
    writing.refuses_old_and_retained_writes,
    writing.runs_a_repeated_write_once,
    writing.answers_only_to_its_own_reply_topics,
    latch.obeys_panic,
    latch.refuses_writes_while_panic_holds_them,
    latch.starts_into_a_panic_without_touching_the_device,
    reloading.hot_reloads_its_configuration,
    reloading.keeps_the_running_configuration_when_a_bad_one_comes,
    resources.stays_under_its_memory_limit,
    resources.opens_no_listening_port,
    resources.keeps_its_secrets,
)

NEED_A_DEVICE = {
    life.stops_softly_while_the_device_is_dead,
    device.recovers_from_the_loss_of_its_device,
    device.starts_while_the_device_is_dead,
    latch.starts_into_a_panic_without_touching_the_device,
}
NEED_A_WRITABLE_POINT = {
    writing.writes_and_reads_back,
    writing.refuses_hostile_writes,
    writing.refuses_old_and_retained_writes,
    writing.runs_a_repeated_write_once,
    writing.answers_only_to_its_own_reply_topics,
    latch.refuses_writes_while_panic_holds_them,
}


def checks_of(subject: Subject) -> list[Check]:
    """Those that can be asked of an adapter: one that only reads has no write that could succeed."""
    without = {writing.refuses_every_write} if subject.writable else NEED_A_WRITABLE_POINT
    if not subject.has_device:
        without = without | NEED_A_DEVICE
    return [check for check in CHECKS if check not in without]
