"""The tools of a Modbus instance: load, byte orders, scan, profiles, units."""

from __future__ import annotations

from playwright.sync_api import Page
from scenes import REFUSED, Scene, _all, _by, _mode, _shown

EDIT = "/instances/inverter_1/edit"


def _wait(milliseconds: int):
    return lambda page: page.wait_for_timeout(milliseconds)


def _to(test_id: str):
    return lambda page: page.get_by_test_id(test_id).first.scroll_into_view_if_needed()


def _row(page: Page) -> None:
    page.locator("[role=row] button").first.click()


def _serial(page: Page) -> None:
    page.locator("[data-place='/config/endpoints/0/transport']").click()
    page.get_by_role("option", name="seri").click()


SCAN = _all(_by("scan-open"), _by("scan-start"), _wait(1200))
UNITS = _all(_by("instance-inverter_1-units"), _shown("units"))
ORDERS = _all(_row, _by("orders-open"), _wait(700))

BUS = [
    Scene("bus-plan", EDIT, act=_shown("plan-requests"), whole=True, settle=900),
    Scene("bus-plan-tight", EDIT, _mode(bus="tight"), _all(_shown("plan-normal"), _to("plan")), settle=900),
    Scene("bus-plan-many", EDIT, _mode(bus="many"), _all(_shown("plan-requests"), _to("plan-requests"))),
    Scene("bus-plan-empty", EDIT, _mode(bus="empty"), _all(_shown("plan"), _wait(900), _to("plan"))),
    Scene("bus-plan-refused", EDIT, _mode(bus="refused"), _all(_wait(1200), _to("plan")), noise=REFUSED),
    Scene("bus-plan-asleep", EDIT, _mode(bus="asleep"), _all(_wait(1200), _to("plan")), noise=REFUSED),
    Scene("bus-plan-new", "/instances/new/modbus", _mode(instances=0), _all(_shown("plan"), _to("plan"))),
    Scene("bus-serial", EDIT, act=_serial, settle=900),
    Scene("bus-orders", EDIT, act=ORDERS, settle=900),
    Scene("bus-orders-silent", EDIT, _mode(bus="silent"), ORDERS, settle=900, noise=REFUSED),
    Scene("bus-scan", EDIT, act=SCAN, settle=600),
    Scene("bus-scan-open", EDIT, act=_by("scan-open")),
    Scene("bus-scan-many", EDIT, _mode(bus="many"), SCAN, settle=600),
    Scene("bus-scan-nothing", EDIT, _mode(bus="empty"), SCAN, settle=600),
    Scene("bus-scan-silent", EDIT, _mode(bus="silent"), SCAN, settle=600, noise=REFUSED),
    Scene("bus-scan-running", EDIT, _mode(delay=700), _all(_by("scan-open"), _by("scan-start"), _wait(1500))),
    Scene("bus-profiles", EDIT, act=_by("profiles-open"), settle=900),
    Scene("bus-profile", EDIT, act=_all(_by("profiles-open"), _by("profile-fronius/gen24")), settle=900),
    Scene("bus-profile-points", EDIT, act=_all(_by("profiles-open"), _by("profile-eastron/sdm120")), settle=900),
    Scene("bus-profiles-asleep", EDIT, _mode(bus="asleep"), _by("profiles-open"), settle=900, noise=REFUSED),
    Scene("bus-units", "/instances", act=UNITS, settle=900),
    Scene("bus-units-many", "/instances", _mode(bus="many"), UNITS, settle=900),
    Scene("bus-units-empty", "/instances", _mode(bus="empty"), UNITS, settle=900),
    Scene("bus-units-asleep", "/instances", _mode(bus="asleep"), UNITS, settle=900, noise=REFUSED),
]
