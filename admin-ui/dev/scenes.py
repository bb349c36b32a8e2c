"""What `look.py` looks at: address, state of the mock, and what is done before the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

BASE = "instances=3&points=60&fail=&delay=0&auth=in&live=on&write=ok&problems=1&routes=2&clients=2&breaker=closed&router=on&trace=on&reactivate=ok&bus=fits&plc=off&batteries=0&battery=fine&panic=&faults=3&acts=12&users=3&backups=4&broker=on&connections=3&ble=3&can=3&topics=6&mqtt=stopped&holds=0&jobs=0&rename=ok&role=admin&pages=0&widgets=0&beat=250&history=on"


def _nothing(page: Page) -> None:
    page.wait_for_load_state("networkidle", timeout=4000) if "never" in page.url else page.wait_for_timeout(400)


@dataclass(frozen=True)
class Scene:
    name: str
    path: str
    mode: str = BASE
    act: Callable[[Page], None] = _nothing
    settle: int = 500
    whole: bool = False
    view: str = "tiles"
    #: The picture is of the time before the content is there.
    pending: bool = False
    #: Parts of console errors that belong to the scene (a refused call is logged by the browser).
    noise: tuple[str, ...] = ()

    def expects(self, text: str) -> bool:
        return any(part in text for part in self.noise)


def _mode(**changes: object) -> str:
    return "&".join([BASE, *(f"{key}={value}" for key, value in changes.items())])


def _by(test_id: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_test_id(test_id).first.click()


def _all(*steps: Callable[[Page], None]) -> Callable[[Page], None]:
    def run(page: Page) -> None:
        for step in steps:
            step(page)
            page.wait_for_timeout(250)

    return run


def _fill(selector: str, text: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.fill(text)


def _press(key: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(key)


def _shown(test_id: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_test_id(test_id).first.wait_for()


def _held(page: Page) -> None:
    """The button of the dialog, long enough."""
    page.get_by_test_id("panic-hold").hover()
    page.mouse.down()
    page.wait_for_timeout(1400)
    page.mouse.up()


def _meanwhile(page: Page) -> None:
    """Somebody else saves the routes."""
    page.evaluate(
        """async () => {
            const view = await (await fetch('/api/routes')).json();
            view.document.routes[0].transform = 'scale(0.002)';
            view.document.routes.push({id: 'theirs', from: 'meter_1.ac.power', to: 'calc.theirs'});
            await fetch('/api/routes', {method: 'PUT', body: JSON.stringify(view.document),
                headers: {'Content-Type': 'application/json', 'If-Match': `"${view.revision}"`}});
        }"""
    )


REFUSED = ("Failed to load resource", "WebSocket connection", "status of")

SCENES = [
    Scene("login", "/login", _mode(auth="out")),
    Scene("login-wrong", "/login", _mode(auth="out"), _all(_fill("[name=username]", "admin"), _fill("[name=password]", "wrong"), _by("login")), noise=REFUSED),
    Scene("setup", "/setup", _mode(auth="setup"), _all(lambda p: p.locator("summary").click(), _by("setup"))),
    Scene("instances-0", "/instances", _mode(instances=0, problems=0)),
    Scene("instances-3", "/instances"),
    Scene("instances-14", "/instances", _mode(instances=14, problems=3), whole=True),
    Scene("instances-300", "/instances", _mode(instances=300), settle=1500),
    Scene("instances-5000", "/instances", _mode(instances=5000), lambda p: p.mouse.wheel(0, 90_000), settle=2500),
    Scene("instances-5000-table", "/instances", _mode(instances=5000), lambda p: p.mouse.wheel(0, 90_000), settle=2500, view="table"),
    Scene("instances-table", "/instances", _mode(instances=14), view="table"),
    Scene("instances-filter", "/instances?status=stopped&q=xyz"),
    Scene("instances-loading", "/instances", _mode(delay=6000), settle=300, pending=True),
    Scene("instances-page-loading", "/instances", _mode(), lambda p: (p.route("**/api/instances", lambda r: None), p.reload(), p.wait_for_timeout(600)), pending=True),
    Scene("instances-error", "/instances", _mode(fail="/api/instances"), noise=REFUSED),
    Scene("instances-offline", "/instances", _mode(live="off"), settle=4500, noise=REFUSED),
    Scene("instances-kill", "/instances", act=_by("instance-inverter_1-kill")),
    Scene("instances-delete", "/instances", act=_all(_by("instance-inverter_1-more"), _by("instance-inverter_1-delete"))),
    Scene("instances-menu", "/instances", act=_by("instance-inverter_1-more")),
    *(Scene(f"instances-{what}", "/instances", _mode(routes=7), _all(_by("instance-inverter_1-more"), _by(f"instance-inverter_1-{what}")), settle=900) for what in ("clone", "rename", "limits", "hold")),
    Scene("instances-renaming", "/instances", _mode(rename="slow"), _all(_by("instance-inverter_1-more"), _by("instance-inverter_1-rename"), _fill("[data-testid=rename-id]", "dach"), _by("rename-save")), settle=900),
    Scene("instances-critical", "/instances", _mode(routes=7), _by("instance-inverter_1-kill"), settle=900),
    Scene("instances-held", "/instances", _mode(holds=1), settle=900),
    Scene("instances-held-table", "/instances", _mode(holds=1), settle=900, view="table"),
    Scene("instances-flood", "/instances", _mode(routes=7, breaker="open"), settle=900),
    Scene("instances-log", "/instances", act=_by("instance-inverter_1-logs"), settle=900),
    Scene("panic-ask", "/instances", act=_by("panic")),
    Scene("panic-stopping", "/instances", _mode(instances=14), _all(_by("panic"), _held), settle=900),
    Scene("panic-latched", "/instances", _mode(panic="all")),
    Scene("panic-writes", "/points", _mode(panic="writes")),
    Scene("panic-reset", "/instances", _mode(panic="all", instances=14), _by("panic-reset")),
    Scene("panic-error", "/instances", _mode(fail="/api/admin/panic"), _by("panic"), noise=REFUSED),
    Scene("problems", "/instances", _mode(problems=3), _by("problems")),
    Scene("user-menu", "/instances", act=_by("user-menu")),
    Scene("shortcuts", "/instances", act=_all(lambda p: p.get_by_test_id("instance-inverter_1").wait_for(), _press("?"))),
    Scene("nav", "/instances", act=lambda p: p.locator("button[aria-label*=avigation]:visible, nav button:visible").first.click()),
    Scene("new-type", "/instances/new"),
    Scene("new-modbus", "/instances/new/modbus", act=_all(_by("save")), whole=True),
    Scene("new-mqtt", "/instances/new/mqtt", whole=True),
    Scene("new-building", "/instances/new/ads"),
    Scene("edit-modbus", "/instances/inverter_1/edit", whole=True),
    Scene("edit-row", "/instances/inverter_1/edit", act=lambda p: p.locator("[role=row] button").nth(6).click()),
    Scene("edit-secret", "/instances/mqtt_ha/edit", whole=True),
    Scene("edit-json", "/instances/inverter_1/edit", act=_all(_by("tab-json"), _fill("textarea", '{\n  "interval": 1,\n  "devices": [],\n  "endpoints": [{"host": "a b"}]\n}'), _by("save"))),
    Scene("edit-missing", "/instances/gone/edit", noise=REFUSED),
    Scene("points-0", "/points", _mode(instances=0, points=0)),
    Scene("points-60", "/points", act=_all(_by("expand-level"), _by("expand-level"))),
    Scene("points-5000", "/points?q=power", _mode(instances=12, points=5000), settle=1200),
    Scene("points-tree-5000", "/points", _mode(instances=12, points=5000), _all(_by("expand-level"), _by("expand-level"), _by("expand-level")), settle=1200),
    Scene("points-nothing", "/points?q=nosuchthing"),
    Scene("points-error", "/points", _mode(fail="/api/points"), noise=REFUSED),
    Scene("points-detail", "/points?q=inverter_1", act=_all(lambda p: p.wait_for_timeout(500), _by("point-inverter_1.setpoint"))),
    Scene("points-course-5000", "/points?q=power", _mode(instances=12, points=5000), act=_all(lambda p: p.wait_for_timeout(500), lambda p: p.locator("[data-testid^=point-inverter]").first.click(), _shown("as-csv")), settle=1500),
    Scene("points-course-states", "/points?q=inverter_1.enabled", act=_all(lambda p: p.wait_for_timeout(500), _by("point-inverter_1.enabled"), _shown("changes")), settle=1200),
    Scene("points-course-loading", "/points?q=inverter_1.enabled", act=_all(lambda p: p.route("**/api/history**", lambda r: None), lambda p: p.wait_for_timeout(500), _by("point-inverter_1.enabled")), settle=900),
    *(Scene(f"points-course-{how}", "/points?q=inverter_1.enabled", _mode(history=how), _all(lambda p: p.wait_for_timeout(500), _by("point-inverter_1.enabled")), settle=2500, noise=REFUSED) for how in ("off", "away")),
    Scene("points-write", "/points?q=inverter_1", act=_all(lambda p: p.wait_for_timeout(500), _by("write-inverter_1.setpoint"), _fill("[data-testid=write-value]", "9000"), _by("write-submit"))),
    Scene("points-written", "/points?q=inverter_1", act=_all(lambda p: p.wait_for_timeout(500), _by("write-inverter_1.setpoint"), _fill("[data-testid=write-value]", "2500"), _by("write-submit"))),
    Scene("points-refused", "/points?q=inverter_1", _mode(write="silent"), _all(lambda p: p.wait_for_timeout(500), _by("write-inverter_1.enabled"), lambda p: p.locator("[data-testid=write-value] label").first.click(), _by("write-submit")), noise=REFUSED),
    Scene("points-offline", "/points", _mode(live="off"), _by("expand-level"), settle=4500, noise=REFUSED),
    Scene("routes-0", "/routes", _mode(routes=0)),
    Scene("routes-3", "/routes", _mode(routes=3)),
    Scene("routes-7", "/routes", _mode(routes=7), whole=True),
    Scene("routes-cut", "/routes", _mode(routes=7, breaker="open")),
    Scene("routes-5000", "/routes", _mode(instances=12, points=600, routes=5000), settle=2500),
    Scene("routes-5000-end", "/routes", _mode(instances=12, points=600, routes=5000), _all(_shown("route-alarm"), _press("End"), lambda p: p.wait_for_timeout(800)), settle=800),
    Scene("routes-filter", "/routes?q=speicher&state=off", _mode(instances=12, routes=300)),
    Scene("routes-nothing", "/routes?q=nosuchthing", _mode(routes=7)),
    Scene("routes-menu", "/routes", _mode(routes=7), _by("route-battery-to-plc-more")),
    Scene("routes-delete", "/routes", _mode(routes=7), _all(_by("route-battery-to-plc-more"), _by("route-battery-to-plc-delete"))),
    Scene("routes-place", "/routes", _mode(routes=7), _all(_by("route-alarm-more"), _by("route-alarm-place"))),
    Scene("routes-loading", "/routes", _mode(), lambda p: (p.route("**/api/routes", lambda r: None), p.reload(), p.wait_for_timeout(600)), pending=True),
    Scene("routes-error", "/routes", _mode(fail="/api/routes"), noise=REFUSED),
    Scene("routes-no-counters", "/routes", _mode(routes=7, router="away"), settle=2500, noise=REFUSED),
    Scene("routes-rejected", "/routes", _mode(routes=7, router="rejects")),
    Scene("routes-waiting", "/routes", _mode(routes=7, router="behind")),
    Scene("routes-offline", "/routes", _mode(routes=7, live="off"), settle=4500, noise=REFUSED),
    Scene("routes-drawer", "/routes?route=battery-to-plc", _mode(routes=7), settle=900),
    Scene("routes-drawer-error", "/routes?route=meter-display", _mode(routes=7), settle=900),
    Scene("routes-drawer-guard", "/routes?route=calc-loop", _mode(routes=7), settle=900),
    Scene("routes-drawer-off", "/routes?route=alarm", _mode(routes=7), settle=900),
    Scene("routes-drawer-pair", "/routes?route=setpoint-pair", _mode(routes=7), settle=900),
    Scene("routes-drawer-cut", "/routes?route=battery-to-plc", _mode(routes=7, breaker="open"), settle=900),
    Scene("routes-drawer-gone", "/routes?route=nothing", _mode(routes=7), settle=900),
    Scene("routes-trace", "/routes?route=battery-to-plc", _mode(routes=7), _by("tab-trace"), settle=2500),
    Scene("routes-trace-window", "/routes?route=house-power", _mode(routes=7, trace="loud"), _by("tab-trace"), settle=3500),
    Scene("routes-trace-quiet", "/routes?route=battery-to-plc", _mode(routes=7, trace="quiet"), _by("tab-trace"), settle=1000),
    Scene("routes-trace-lost", "/routes?route=battery-to-plc", _mode(routes=7, router="away"), _by("tab-trace"), settle=1000, noise=REFUSED),
    Scene("routes-route-versions", "/routes?route=battery-to-plc", _mode(routes=7), _all(_by("tab-versions"), _by("version-5")), settle=900),
    Scene("routes-versions", "/routes", _mode(routes=7), _all(_by("versions-open"), _by("version-4")), settle=900),
    Scene("routes-restore", "/routes", _mode(routes=7), _all(_by("versions-open"), _by("version-6"), _by("restore-version")), settle=900),
    Scene("routes-flow", "/routes?tab=flow", _mode(routes=7), settle=900, whole=True),
    Scene("routes-flow-cut", "/routes?tab=flow", _mode(routes=7, breaker="open"), settle=900),
    Scene("routes-flow-5000", "/routes?tab=flow", _mode(instances=12, points=600, routes=5000), settle=2500),
    Scene("routes-flow-0", "/routes?tab=flow", _mode(routes=0)),
    Scene("sources-7", "/routes?tab=sources", _mode(routes=7), settle=900, whole=True),
    Scene("sources-cut", "/routes?tab=sources", _mode(routes=7, breaker="open"), settle=900, whole=True),
    Scene("sources-retry", "/routes?tab=sources", _mode(routes=7, breaker="retry"), lambda p: p.locator("details summary").first.click(), settle=900, whole=True),
    Scene("sources-disconnect", "/routes?tab=sources", _mode(routes=7), _by("source-inverter_1-disconnect"), settle=600),
    Scene("sources-disconnected", "/routes?tab=sources", _mode(routes=7), _all(_by("source-inverter_1-disconnect"), _by("confirm")), settle=1200),
    Scene("sources-logs", "/routes?tab=sources", _mode(routes=7, breaker="open"), _by("source-inverter_1-logs"), settle=900),
    Scene("sources-12", "/routes?tab=sources", _mode(instances=12, points=600, routes=300, breaker="open"), settle=900, whole=True),
    Scene("sources-0", "/routes?tab=sources", _mode(routes=0)),
    Scene("routes-edit", "/routes?tab=file", act=_fill("textarea", '{\n  "routes": [\n    {"from": "a.b" "to": "c.d"}\n  ]\n}')),
    Scene("routes-findings", "/routes?tab=file", act=_fill("textarea", '{\n  "routes": [\n    {"from": "a.b",\n     "transform": "scael(2)", "to": "c.d"}\n  ]\n}'), settle=2000),
    Scene("routes-refused", "/routes?tab=file", act=_all(_fill("textarea", '{\n  "routes": [\n    {"from": "a.b",\n     "transform": "scael(2)", "to": "c.d"}\n  ]\n}'), _by("save-routes")), noise=REFUSED),
    Scene("routes-conflict", "/routes?tab=file", act=_all(_fill("textarea", '{\n  "routes": [\n    {"id": "battery-to-plc", "from": "inverter_1.dc.*.voltage", "transform": "scale(0.5)", "to": "calc.x"}\n  ]\n}'), _meanwhile, _by("save-routes")), noise=REFUSED),
    Scene("routes-file-5000", "/routes?tab=file", _mode(instances=12, routes=5000), settle=3000),
    Scene("missing", "/nothing-here"),
]
