"""Scenes of self-checks, errors, audit and users."""

from __future__ import annotations

from scenes import REFUSED, Scene, _all, _by, _fill, _mode, _shown

NOT_THERE = ("404 (Not Found)",)

UPKEEP = [
    Scene("checks", "/checks", act=_shown("check-disk")),
    Scene("checks-error", "/checks", _mode(fail="/api/checks"), noise=REFUSED),
    Scene("checks-loading", "/checks", _mode(delay=6000), settle=300, pending=True),
    Scene("errors-0", "/errors", _mode(faults=0)),
    Scene("errors-3", "/errors", _mode(faults=3)),
    Scene("errors-5000", "/errors", _mode(faults=5000), settle=1200),
    Scene("errors-5000-down", "/errors", _mode(faults=5000), lambda p: [(p.mouse.wheel(0, 20_000), p.wait_for_timeout(700)) for _ in range(4)] and None, settle=900),
    Scene("errors-error", "/errors", _mode(fail="/api/errors"), noise=REFUSED),
    Scene("errors-loading", "/errors", _mode(delay=6000), settle=300, pending=True),
    Scene("errors-one", "/errors", _mode(faults=3), _by("fault-f0"), settle=900),
    Scene("audit-0", "/audit", _mode(acts=0)),
    Scene("audit-12", "/audit", act=lambda p: p.locator("button[aria-expanded=false]", has_text="nderung").or_(p.locator("button[aria-expanded=false]", has_text="change")).first.click()),
    Scene("audit-error", "/audit", _mode(fail="/api/audit"), noise=REFUSED),
    Scene("jobs", "/checks", _mode(jobs=7), _by("jobs"), settle=900),
    Scene("settings", "/settings", act=_shown("certificate"), whole=True),
    Scene("settings-refused", "/settings", act=_all(_fill("[data-testid=setting-errors-days]", "9999"), _by("settings-save")), settle=900, noise=REFUSED),
    Scene("settings-error", "/settings", _mode(fail="/api/settings"), noise=REFUSED),
    Scene("settings-loading", "/settings", _mode(delay=6000), settle=300, pending=True),
    Scene("node-red-off", "/node-red", act=_shown("node-red-how")),
    Scene("node-red-away", "/node-red", _mode(nodered="away")),
    Scene("users-3", "/users", act=_shown("user-admin")),
    Scene("users-many", "/users", _mode(users=200), act=_shown("user-admin")),
    Scene("users-new", "/users", act=_by("add-user")),
    Scene("users-token", "/users", act=_all(_by("add-token"), _fill("[data-testid=token-name]", "Node-RED"), _by("token-save"))),
    Scene("users-error", "/users", _mode(fail="/api/users"), noise=REFUSED),
    Scene("backups-0", "/backups", _mode(backups=0)),
    Scene("backups-4", "/backups"),
    Scene("backups-300", "/backups", _mode(backups=300)),
    Scene("backups-make", "/backups", act=_by("make-backup")),
    Scene("backups-compare", "/backups", act=_all(_by("restore-20261120-02300"), _by("compare"))),
    Scene("backups-restored", "/backups", act=_all(_by("restore-20261120-02300"), _by("compare"), _by("restore-now"))),
    Scene("backups-error", "/backups", _mode(fail="/api/backups"), noise=REFUSED),
    Scene("instance", "/instances/inverter_1", act=_shown("deaths")),
    Scene("readme", "/instances/new/modbus", act=_all(_by("readme-open"), _shown("readme")), settle=900),
    Scene("readme-none", "/instances/new/mqtt", act=_by("readme-open"), settle=900, noise=NOT_THERE),
    Scene("problems", "/instances", _mode(problems=3), _by("problems"), settle=900),
    Scene("instance-flood", "/instances/inverter_1", _mode(routes=7, breaker="open"), settle=900, whole=True),
    Scene("instance-held", "/instances/inverter_1", _mode(holds=1), settle=900),
    Scene("instance-missing", "/instances/gone", noise=REFUSED),
    Scene("instance-error", "/instances/inverter_1", _mode(fail="/api/instances/inverter_1/"), noise=REFUSED),
]
